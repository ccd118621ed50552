// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HexIdTest {

  private final long[] id = new long[2];

  private boolean parse(String digits) {
    byte[] bytes = (">" + digits + "<").getBytes(ISO_8859_1);
    return HexId.parse(bytes, 1, bytes.length - 1, id);
  }

  @Test
  void parse_everyLength_isAsTheJdkReadsIt() {
    var random = new Random(1);
    for (int length = 1; length <= 32; length++) {
      for (int i = 0; i < 200; i++) {
        var digits = new StringBuilder();
        while (digits.length() < length) {
          digits.append("0123456789abcdefABCDEF".charAt(random.nextInt(22)));
        }
        assertThat(parse(digits.toString())).isTrue();
        String padded = "0".repeat(32 - length) + digits;
        assertThat(id)
            .containsExactly(
                Long.parseUnsignedLong(padded.substring(0, 16), 16),
                Long.parseUnsignedLong(padded.substring(16), 16));
      }
    }
  }

  @Test
  void parse_everyByteAtEveryPlace_isTakenIfItIsADigit() {
    for (int length : new int[] {7, 16, 32}) {
      for (int at = 0; at < length; at++) {
        for (char c = 0; c < 256; c++) {
          String digits = "0".repeat(at) + c + "0".repeat(length - at - 1);
          boolean isDigit = c < 128 && Character.digit(c, 16) >= 0;
          assertThat(parse(digits)).as("%d at %d of %d", (int) c, at, length).isEqualTo(isDigit);
        }
      }
    }
  }

  @Test
  void parse_noneOrTooMany_isRefused() {
    assertThat(parse("")).isFalse();
    assertThat(parse("0".repeat(33))).isFalse();
    assertThat(parse("0".repeat(48))).isFalse();
  }
}
