// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import org.jspecify.annotations.Nullable;

/**
 * Where a reference stands in a text.
 *
 * @param start the index of its <code>$</code>
 * @param end the index behind its closing brace
 */
record Reference(int start, int end) {

  /**
   * Finds the first reference that has no other inside: the one that the first closing brace ends.
   * One behind an odd number of further <code>$</code> is escaped.
   */
  static @Nullable Reference in(String text) {
    int from = 0;
    for (int close = text.indexOf('}'); close >= 0; close = text.indexOf('}', from)) {
      int open = text.lastIndexOf("${", close);
      if (open >= from && !isEscaped(text, open, from)) {
        return new Reference(open, close + 1);
      }
      from = close + 1;
    }
    return null;
  }

  private static boolean isEscaped(String text, int open, int from) {
    int dollars = 0;
    while (open - dollars > from && text.charAt(open - dollars - 1) == '$') {
      dollars++;
    }
    return dollars % 2 == 1;
  }

  /** What stands between the braces. */
  String inside(String text) {
    return text.substring(start + 2, end - 1);
  }

  boolean isWhole(String text) {
    return start == 0 && end == text.length();
  }
}
