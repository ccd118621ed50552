// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

  private static final List<String> WORDS = List.of("grpc", "http", "sending_queue", "timeout");

  @Test
  void nearest_misspelt_findsTheWord() {
    assertThat(Spelling.nearest("grcp", WORDS)).contains("grpc");
    assertThat(Spelling.nearest("https", WORDS)).contains("http");
    assertThat(Spelling.nearest("sendingQueue", WORDS)).contains("sending_queue");
    assertThat(Spelling.nearest("sending-queu", WORDS)).contains("sending_queue");
    assertThat(Spelling.nearest("time_out", WORDS)).contains("timeout");
  }

  @Test
  void nearest_somethingElse_findsNothing() {
    assertThat(Spelling.nearest("verbosity", WORDS)).isEmpty();
    assertThat(Spelling.nearest("x", WORDS)).isEmpty();
    assertThat(Spelling.nearest("grpc", List.of())).isEmpty();
  }
}
