// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** IDs in hexadecimal digits of either case. */
final class HexId {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  /** What {@link #eight} answers if there is something else than a digit. */
  private static final long NONE = -1;

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
    return count % 16 == 0 ? whole(b, start, count, id) : digits(b, start, end, id);
  }

  /** 16 or 32 digits, as nearly every ID has. */
  private static boolean whole(byte[] b, int start, int count, long[] id) {
    long high = 0;
    long low = 0;
    for (int p = start; p < start + count; p += 16) {
      long first = eight(b, p);
      long second = eight(b, p + 8);
      if ((first | second) < 0) {
        return false;
      }
      high = low;
      low = first << 32 | second;
    }
    id[0] = high;
    id[1] = low;
    return true;
  }

  /** The value of eight digits, worked out side by side. */
  private static long eight(byte[] b, int offset) {
    long word = (long) LONG.get(b, offset);
    long decimal = word ^ 0x30 * ONES;
    long letter = (word | 0x20 * ONES) ^ 0x60 * ONES;
    long notDecimal = decimal + (0x80 - 10) * ONES;
    long notLetter = (letter + (0x80 - 7) * ONES) | ~(letter + 0x7F * ONES);
    if (((word | notDecimal & notLetter) & HIGH) != 0) {
      return NONE;
    }
    long digits = (word & 0x0F * ONES) + 9 * (word >>> 6 & ONES);
    long pairs = (digits << 4 | digits >>> 8) & 0x00FF00FF00FF00FFL;
    long fours = (pairs | pairs >>> 8) & 0x0000FFFF0000FFFFL;
    return Integer.reverseBytes((int) (fours | fours >>> 16)) & 0xFFFF_FFFFL;
  }

  private static boolean digits(byte[] b, int start, int end, long[] id) {
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
