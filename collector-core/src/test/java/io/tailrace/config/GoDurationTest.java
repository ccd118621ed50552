// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1ns, 1",
    "2us, 2000",
    "2µs, 2000",
    "200ms, 200000000",
    "10s, 10000000000",
    "1.5s, 1500000000",
    ".5s, 500000000",
    "1.s, 1000000000",
    "1h30m, 5400000000000",
    "-3s, -3000000000",
    "+3s, 3000000000",
    "9223372036854775807ns, 9223372036854775807"
  })
  void parse_goDuration_givesNanos(String text, long nanos) {
    assertThat(GoDuration.parse(text)).contains(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1d", "1 s", "-", "1.2.3s", ".s", "1s2", "9999999999h"})
  void parse_other_givesNothing(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }

  @Test
  void parse_longFraction_isCutToNanoseconds() {
    assertThat(GoDuration.parse("0.0000000019s")).contains(Duration.ofNanos(1));
  }
}
