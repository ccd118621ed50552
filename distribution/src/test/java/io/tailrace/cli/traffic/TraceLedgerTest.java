// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TraceLedgerTest {

  private static final int RUN = 9;

  private final TraceLedger ledger = new TraceLedger(RUN);

  private static long trace(TraceKind kind, int spans, long sequence) {
    return TraceIds.low(RUN, kind, spans, sequence);
  }

  private void receive(long low, int... spans) {
    for (int n : spans) {
      ledger.receive(TraceIds.high(low), low, TraceIds.spanId(low, n));
    }
  }

  @Test
  void verdict_allSpansArrived_isComplete() {
    long low = trace(TraceKind.ERROR, 3, 0);
    ledger.acknowledge(low, 0b111);
    receive(low, 2, 0, 1);

    assertThat(ledger.verdict().tally(TraceKind.ERROR)).isEqualTo(new Verdict.Tally(1, 0, 1, 0, 0));
    assertThat(ledger.verdict().isEveryMustKeepTraceComplete()).isTrue();
  }

  @Test
  void verdict_someSpansArrived_isPartial() {
    long low = trace(TraceKind.SLOW, 28, 1L << 20);
    ledger.acknowledge(low, 0xFFFFFFF);
    receive(low, 0, 27);

    assertThat(ledger.verdict().tally(TraceKind.SLOW)).isEqualTo(new Verdict.Tally(1, 0, 0, 1, 0));
    assertThat(ledger.verdict().isEveryMustKeepTraceComplete()).isFalse();
  }

  @Test
  void verdict_nothingArrived_isMissingAndMattersForErrorsOnly() {
    ledger.acknowledge(trace(TraceKind.NORMAL, 1, 5), 1);
    assertThat(ledger.verdict().tally(TraceKind.NORMAL).missing()).isEqualTo(1);
    assertThat(ledger.verdict().isEveryMustKeepTraceComplete()).isTrue();

    ledger.acknowledge(trace(TraceKind.ERROR, 1, 6), 1);
    assertThat(ledger.verdict().tally(TraceKind.ERROR).missing()).isEqualTo(1);
    assertThat(ledger.verdict().isEveryMustKeepTraceComplete()).isFalse();
  }

  @Test
  void verdict_notEverySpanAcknowledged_isNotJudged() {
    ledger.acknowledge(trace(TraceKind.ERROR, 3, 0), 0b011);
    receive(trace(TraceKind.ERROR, 3, 1), 0);

    assertThat(ledger.verdict().tally(TraceKind.ERROR)).isEqualTo(new Verdict.Tally(0, 2, 0, 0, 0));
  }

  @Test
  void verdict_acknowledgedInParts_isFinishedWithTheLast() {
    long low = trace(TraceKind.ERROR, 3, 0);
    ledger.acknowledge(low, 0b011);
    ledger.acknowledge(low, 0b100);

    assertThat(ledger.verdict().tally(TraceKind.ERROR).sent()).isEqualTo(1);
  }

  @Test
  void receive_theSameSpanTwice_isADuplicate() {
    long low = trace(TraceKind.NORMAL, 2, 0);
    receive(low, 0, 0, 1, 0);

    Verdict verdict = ledger.verdict();
    assertThat(verdict.duplicateSpans()).isEqualTo(2);
    assertThat(verdict.receivedSpans()).isEqualTo(4);
  }

  @Test
  void receive_unknownTraceOrSpan_isForeign() {
    long low = trace(TraceKind.NORMAL, 2, 0);
    ledger.receive(1, 2, 3);
    ledger.receive(TraceIds.high(low), low, 3);
    ledger.receive(TraceIds.high(low), low, TraceIds.spanId(low, 2));

    assertThat(ledger.verdict().foreignSpans()).isEqualTo(3);
    assertThat(ledger.verdict().sum(Verdict.Tally::unfinished)).isZero();
  }

  @Test
  void ledger_runOutOfRange_isRefused() {
    assertThatThrownBy(() -> new TraceLedger(0)).hasMessage("run: 0 (expected: 1 to 65535)");
  }
}
