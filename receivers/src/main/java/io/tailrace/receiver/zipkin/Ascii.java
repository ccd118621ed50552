// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Words of protocols as bytes. */
final class Ascii {

  static final byte[] TRUE = of("true");
  static final byte[] FALSE = of("false");
  static final byte[] NULL = of("null");

  private static final byte[] MAX_LONG = of("9223372036854775807");

  /** The digits of the smallest. */
  private static final byte[] MIN_LONG = of("9223372036854775808");

  private Ascii() {}

  static byte[] of(String word) {
    return word.getBytes(US_ASCII);
  }

  static String toString(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, ISO_8859_1);
  }

  /**
   * Whether an integer fits into 64 bits.
   *
   * @param start where it begins, its sign included
   */
  static boolean fitsLong(byte[] b, int start, int end) {
    boolean negative = b[start] == '-';
    int p = negative || b[start] == '+' ? start + 1 : start;
    while (p < end && b[p] == '0') {
      p++;
    }
    if (end - p != MAX_LONG.length) {
      return end - p < MAX_LONG.length;
    }
    return Arrays.compare(b, p, end, negative ? MIN_LONG : MAX_LONG, 0, MAX_LONG.length) <= 0;
  }

  /** An integer that {@linkplain #fitsLong fits}, its sign included. */
  static long parseLong(byte[] b, int start, int end) {
    boolean negative = b[start] == '-';
    long value = 0;
    for (int p = negative || b[start] == '+' ? start + 1 : start; p < end; p++) {
      value = value * 10 - (b[p] - '0');
    }
    return negative ? value : -value;
  }

  /** Where digits that begin at {@code start} end. */
  static int digits(byte[] b, int start, int end) {
    int p = start;
    while (p < end && b[p] >= '0' && b[p] <= '9') {
      p++;
    }
    return p;
  }

  /**
   * Whether {@code b[offset, offset + word.length)} is the word in any case; word in lower case.
   */
  static boolean equalsIgnoreCase(byte[] b, int offset, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      int c = b[offset + i];
      if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != word[i]) {
        return false;
      }
    }
    return true;
  }
}
