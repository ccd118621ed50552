// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/** IDs in hexadecimal digits of either case. */
final class HexId {

  /** The values of ASCII characters as digits; -1 for the others. */
  private static final byte[] DIGITS = new byte[128];

  static {
    for (int c = 0; c < DIGITS.length; c++) {
      DIGITS[c] = (byte) Character.digit(c, 16);
    }
  }

  private HexId() {}

  /**
   * Reads 1 to 32 digits; fewer than 32 have zeros in front.
   *
   * @param id gets the upper and the lower 64 bits
   * @return whether there are 1 to 32 digits and nothing else
   */
  static boolean parse(byte[] b, int start, int end, long[] id) {
    int count = end - start;
    if (count < 1 || count > 32) {
      return false;
    }
    long high = 0;
    long low = 0;
    for (int p = start; p < end; p++) {
      int digit = b[p] < 0 ? -1 : DIGITS[b[p]];
      if (digit < 0) {
        return false;
      }
      high = high << 4 | low >>> 60;
      low = low << 4 | digit;
    }
    id[0] = high;
    id[1] = low;
    return true;
  }
}
