// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceIdsTest {

  @Test
  void unmix_ofMix_isTheSame() {
    var random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong();
      assertThat(TraceIds.unmix(TraceIds.mix(value))).isEqualTo(value);
    }
  }

  @Test
  void traceId_carriesKindSpansAndSequence() {
    long[] sequences = {0, 1, 65_535, 65_536, (1L << 41) - 1};
    for (TraceKind kind : TraceKind.values()) {
      for (int spans = 1; spans <= TraceIds.MAX_SPANS; spans++) {
        for (long sequence : sequences) {
          long low = TraceIds.low(TraceIds.MAX_RUN, kind, spans, sequence);
          assertThat(TraceIds.kind(low)).isEqualTo(kind);
          assertThat(TraceIds.spans(low)).isEqualTo(spans);
          assertThat(TraceIds.sequence(low)).isEqualTo(sequence);
          assertThat(TraceIds.isOfRun(TraceIds.MAX_RUN, TraceIds.high(low), low)).isTrue();
        }
      }
    }
  }

  @Test
  void isOfRun_otherRunOrOtherHighBytes_isFalse() {
    long low = TraceIds.low(7, TraceKind.SLOW, 3, 12);
    assertThat(TraceIds.isOfRun(8, TraceIds.high(low), low)).isFalse();
    assertThat(TraceIds.isOfRun(7, TraceIds.high(low) + 1, low)).isFalse();
    assertThat(TraceIds.isOfRun(7, 0x1234, 0x5678)).isFalse();
  }

  @Test
  void spanId_ofEverySpan_leadsBackToItsNumber() {
    long low = TraceIds.low(7, TraceKind.ERROR, 28, 12);
    var ids = new HashSet<Long>();
    for (int n = 0; n < 28; n++) {
      long id = TraceIds.spanId(low, n);
      assertThat(TraceIds.spanNumber(low, id)).isEqualTo(n);
      assertThat(ids.add(id)).isTrue();
    }
    assertThat(TraceIds.spanNumber(low, 42))
        .isNotIn(java.util.stream.LongStream.range(0, 28).boxed().toList());
  }

  @Test
  void lowBytes_ofConsecutiveTraces_areSpreadEvenly() {
    int[] buckets = new int[16];
    for (long sequence = 0; sequence < 160_000; sequence++) {
      long low = TraceIds.low(1, TraceKind.NORMAL, 7, sequence);
      buckets[(int) (low & 0xFFFFFFFFFFFFFFL) >>> 28 & 15]++;
    }
    for (int count : buckets) {
      assertThat(count).isBetween(9_600, 10_400);
    }
  }

  @Test
  void fraction_overManySequences_isUniform() {
    long below = 0;
    for (long sequence = 0; sequence < 100_000; sequence++) {
      double fraction = TraceIds.fraction(sequence);
      assertThat(fraction).isBetween(0.0, Math.nextDown(1.0));
      below += fraction < 0.02 ? 1 : 0;
    }
    assertThat(below).isBetween(1_850L, 2_150L);
  }
}
