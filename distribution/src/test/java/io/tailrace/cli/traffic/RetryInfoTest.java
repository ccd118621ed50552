// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryInfoTest {

  @Test
  void delay_ofOwnTrailers_isWhatWasWritten() {
    var delay = Duration.ofSeconds(3, 250_000_000);
    assertThat(RetryInfo.delay(RetryInfo.trailers(14, delay))).contains(delay);
  }

  @Test
  void delay_otherDetailOrGarbage_isEmpty() {
    var garbage = new Metadata();
    garbage.put(RetryInfo.TRAILER, new byte[] {0x1A, 0x7F, 0x01});
    assertThat(RetryInfo.delay(garbage)).isEmpty();
    assertThat(RetryInfo.delay(new Metadata())).isEmpty();
  }

  @Test
  void outcome_resourceExhausted_isRetryableOnlyWithRetryInfo() {
    var trailers = RetryInfo.trailers(8, Duration.ofMillis(200));
    assertThat(OtlpClient.outcome(Status.RESOURCE_EXHAUSTED, trailers, 0))
        .isEqualTo(new SendOutcome.Refused("RESOURCE_EXHAUSTED", Duration.ofMillis(200)));
    assertThat(OtlpClient.outcome(Status.RESOURCE_EXHAUSTED, new Metadata(), 0))
        .isEqualTo(new SendOutcome.Failed("RESOURCE_EXHAUSTED"));
    assertThat(OtlpClient.outcome(Status.UNAVAILABLE, null, 0))
        .isEqualTo(new SendOutcome.Refused("UNAVAILABLE", Duration.ZERO));
    assertThat(OtlpClient.outcome(Status.INVALID_ARGUMENT.withDescription("x"), null, 0))
        .isEqualTo(new SendOutcome.Failed("INVALID_ARGUMENT: x"));
  }
}
