// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "000000000000000000000000001",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "-9223372036854775818",
        "-9323372036854775808",
        "10000000000000000000"
      })
  void fitsLong_aroundTheBounds_isExact(String number) {
    byte[] b = Ascii.of(number);
    var value = new BigInteger(number);
    assertThat(Ascii.fitsLong(b, 0, b.length)).isEqualTo(value.bitLength() < Long.SIZE);
    if (value.bitLength() < Long.SIZE) {
      assertThat(Ascii.parseLong(b, 0, b.length)).isEqualTo(value.longValueExact());
    }
  }
}
