// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.cli.traffic.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpanStreamTest {

  private static final long NOW = 1_577_880_000_000_000_000L;

  private final TraceLedger ledger = new TraceLedger(6);

  private static Workload workload(double errorShare, double lateShare, long traces) {
    return new Workload(
        16, 430, 7, errorShare, 0.1, lateShare, Duration.ofMillis(100), 1, 1, 0, traces);
  }

  /** Sends and acknowledges requests of 16 spans, 10 ms apart, while there is enough for them. */
  private void sendFullBatches(SpanStream stream, int most) {
    var buffer = new BatchBuffer(new OtlpFormat(), 16, 430, 0);
    for (int i = 0; i < most && stream.remainingSpans() >= buffer.slots(); i++) {
      stream.fill(buffer, NOW + i * 10_000_000L);
      buffer.acknowledge(ledger);
    }
  }

  private void sendRest(SpanStream stream) {
    int rest = (int) stream.remainingSpans();
    if (rest > 0) {
      var buffer = new BatchBuffer(new OtlpFormat(), rest, 430, 0);
      stream.fill(buffer, NOW);
      buffer.acknowledge(ledger);
    }
  }

  @Test
  void fill_untilTheEnd_sendsEverySpanOfEveryTrace() {
    var stream = new SpanStream(workload(0.1, 0.3, 1_000), 6);
    sendFullBatches(stream, Integer.MAX_VALUE);
    sendRest(stream);

    assertThat(stream.remainingSpans()).isZero();
    Verdict verdict = ledger.verdict();
    assertThat(verdict.sum(Verdict.Tally::sent)).isEqualTo(1_000);
    assertThat(verdict.sum(Verdict.Tally::unfinished)).isZero();
    assertThat(verdict.tally(TraceKind.ERROR).sent()).isBetween(70L, 130L);
    assertThat(verdict.tally(TraceKind.SLOW).sent()).isBetween(70L, 130L);
  }

  @Test
  void end_inTheMiddle_leavesOnlyWhatWasBegun() {
    var stream = new SpanStream(workload(0, 0.5, 0), 6);
    sendFullBatches(stream, 50);
    assertThat(stream.remainingSpans()).isEqualTo(Long.MAX_VALUE);
    assertThat(ledger.verdict().sum(Verdict.Tally::unfinished)).isPositive();

    stream.end();
    sendRest(stream);
    assertThat(stream.remainingSpans()).isZero();
    assertThat(ledger.verdict().sum(Verdict.Tally::unfinished)).isZero();
  }

  @Test
  void fill_lateTraces_comeWhenTheyAreDue() {
    var stream = new SpanStream(workload(0, 1, 0), 6);
    var buffer = new BatchBuffer(new OtlpFormat(), 8, 430, 0);
    stream.fill(buffer, NOW);
    buffer.acknowledge(ledger);
    assertThat(ledger.verdict().sum(Verdict.Tally::sent)).isZero();

    stream.fill(buffer, NOW + 99_000_000L);
    buffer.acknowledge(ledger);
    assertThat(ledger.verdict().sum(Verdict.Tally::sent)).isZero();

    stream.fill(buffer, NOW + 100_000_000L);
    buffer.acknowledge(ledger);
    assertThat(ledger.verdict().sum(Verdict.Tally::sent)).isEqualTo(2);
  }

  @Test
  void workload_outOfRange_saysWhatWouldBeRight() {
    assertThatThrownBy(() -> workload(1.5, 0, 0)).hasMessage("error-share: 1.5 (expected: 0 to 1)");
    assertThatThrownBy(() -> workload(0.95, 0, 0)).hasMessageContaining("(expected: <= 1)");
  }
}
