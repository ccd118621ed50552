// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "localhost:4317,localhost,4317",
    "0.0.0.0:0,0.0.0.0,0",
    "[::1]:4317,::1,4317",
    "[::]:65535,::,65535",
    ":4317,'',4317"
  })
  void parse_everyForm_isReadAndPrintedAlike(String text, String host, int port) {
    assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port)).hasToString(text);
  }

  @Test
  void address_withoutHost_isEveryInterface() {
    assertThat(Endpoint.parse(":4317").address().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(Endpoint.parse("localhost:1").address().getAddress().isLoopbackAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "4317",
        "localhost:",
        "::1:4317",
        "a b:1",
        "h:65536",
        "h:-1",
        "http://h:1"
      })
  void parse_anythingElse_saysWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ");
  }
}
