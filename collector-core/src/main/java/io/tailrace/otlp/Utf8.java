// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** UTF-8 as the Unicode Standard has it (table 3-7): no surrogates, nothing overlong. */
public final class Utf8 {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Whether {@code b[start, end)} is valid. ASCII is passed over eight bytes at a time. */
  public static boolean isValid(byte[] b, int start, int end) {
    return isAscii(b, start, end) || isValidSequence(b, start, end);
  }

  private static boolean isValidSequence(byte[] b, int start, int end) {
    int p = start;
    while (p < end) {
      while (end - p >= 8 && ((long) LONG.get(b, p) & HIGH_BITS) == 0) {
        p += 8;
      }
      if (p == end || b[p] >= 0) {
        p++;
        continue;
      }
      int length = sequenceLength(b, p, end);
      if (length == 0) {
        return false;
      }
      p += length;
    }
    return true;
  }

  /**
   * Whether {@code b[start, end)} is ASCII. Looks at eight bytes at a time, the last eight perhaps
   * twice, and at all of them before it answers: most texts are short, and a wrong guess of the
   * processor costs more than that.
   */
  static boolean isAscii(byte[] b, int start, int end) {
    if (end - start < 8) {
      int bits = 0;
      for (int p = start; p < end; p++) {
        bits |= b[p];
      }
      return bits >= 0;
    }
    long bits = (long) LONG.get(b, end - 8);
    for (int p = start; p < end - 8; p += 8) {
      bits |= (long) LONG.get(b, p);
    }
    return (bits & HIGH_BITS) == 0;
  }

  /**
   * The length of the valid sequence of two to four bytes at {@code p}, which ends before {@code
   * end}; 0 if there is none, as for ASCII.
   */
  public static int sequenceLength(byte[] b, int p, int end) {
    int first = b[p] & 0xFF;
    if (first >= 0xC2 && first <= 0xDF) {
      return end - p >= 2 && isTail(b[p + 1]) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
      return end - p >= 3 && isSecondOfThree(first, b[p + 1] & 0xFF) && isTail(b[p + 2]) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
      return end - p >= 4
              && isSecondOfFour(first, b[p + 1] & 0xFF)
              && isTail(b[p + 2])
              && isTail(b[p + 3])
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean isTail(byte b) {
    return b < (byte) 0xC0;
  }

  private static boolean isSecondOfThree(int first, int second) {
    int low = first == 0xE0 ? 0xA0 : 0x80;
    int high = first == 0xED ? 0x9F : 0xBF;
    return second >= low && second <= high;
  }

  private static boolean isSecondOfFour(int first, int second) {
    int low = first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
  }

  /** The bytes with U+FFFD in place of every maximal invalid sequence. */
  public static byte[] repaired(byte[] b, int start, int end) {
    return new String(b, start, end - start, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }
}
