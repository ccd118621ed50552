// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A backend that refuses whole batches for some of their spans. */
class RefusedSpansTest {

  private static final int SPANS = 1000;

  private final FakeClock clock = new FakeClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final MetricRegistry metrics = new MetricRegistry();
  private final FakeTransport backend = new FakeTransport();
  private final Set<Long> delivered = new TreeSet<>();
  private final SendingExporter exporter =
      new SendingExporter(
          SendingConfig.DEFAULT,
          new ComponentContext(
              ComponentId.parse("otlp"),
              ComponentKind.EXPORTER,
              metrics,
              memory,
              clock,
              new EventLoops(1),
              Set.of()),
          backend,
          new CallerRuns(),
          () -> 0.5);

  /** Spans of a trace each: span {@code i} is in trace {@code i + 1}. */
  private static SpanBatch batch(int spans) {
    return TestTraces.batch(
        TestTraces.request(
            "shop",
            IntStream.rangeClosed(1, spans)
                .mapToObj(i -> TestTraces.span(i, i, 0).build())
                .toArray(io.opentelemetry.proto.trace.v1.Span[]::new)));
  }

  private void refuse(Set<Long> bad) {
    backend.judge =
        batch -> {
          var index = batch.index();
          var ids = IntStream.range(0, index.spanCount()).mapToObj(index::traceIdLow).toList();
          if (ids.stream().anyMatch(bad::contains)) {
            return Optional.of(new ExportOutcome.Invalid("a bad span"));
          }
          delivered.addAll(ids);
          return Optional.of(ExportOutcome.ACCEPTED);
        };
  }

  private double dropped(DropReason reason) {
    return metrics.value("exporter_dropped_spans", new Label("reason", reason.label()));
  }

  @AfterEach
  void everythingIsAccountedFor() {
    exporter.stop(Deadline.after(Duration.ZERO, clock));
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
    assertThat(metrics.value("exporter_queue_size")).isZero();
  }

  @Test
  void invalid_oneSpan_isDroppedAlone() {
    refuse(Set.of(700L));
    exporter.start();
    exporter.consume(batch(SPANS));
    assertThat(delivered).hasSize(SPANS - 1).doesNotContain(700L);
    assertThat(dropped(DropReason.INVALID_SPAN)).isEqualTo(1);
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(SPANS - 1);
    assertThat(metrics.value("exporter_send_failed_spans")).isEqualTo(1);
    assertThat(backend.sent).as("2 log2(n) requests").hasSizeLessThanOrEqualTo(21);
  }

  @Test
  void invalid_aWholeTraceAtTheBeginning_isDroppedAlone() {
    var bad = new TreeSet<Long>();
    for (long i = 1; i <= 50; i++) {
      bad.add(i);
    }
    refuse(bad);
    exporter.start();
    exporter.consume(batch(SPANS));
    assertThat(delivered).hasSize(SPANS - 50).doesNotContainAnyElementsOf(bad);
    assertThat(dropped(DropReason.INVALID_SPAN)).isEqualTo(50);
  }

  @Test
  void invalid_singleSpan_isDroppedAtOnce() {
    refuse(Set.of(1L));
    exporter.start();
    exporter.consume(batch(1));
    assertThat(backend.sent).hasSize(1);
    assertThat(dropped(DropReason.INVALID_SPAN)).isEqualTo(1);
  }

  @Test
  void invalid_everything_isGivenUpAndNotLookedForAgain_untilSomethingIsTaken() {
    backend.judge = _ -> Optional.of(new ExportOutcome.Invalid("no"));
    exporter.start();
    exporter.consume(batch(SPANS));
    int first = backend.sent.size();
    assertThat(first).isLessThanOrEqualTo(Pieces.FRUITLESS_REFUSALS + 12);
    assertThat(metrics.value("exporter_send_failed_spans")).isEqualTo(SPANS);
    exporter.consume(batch(SPANS));
    assertThat(backend.sent).hasSize(first + 1);
    assertThat(metrics.value("exporter_send_failed_spans")).isEqualTo(2 * SPANS);

    refuse(Set.of());
    exporter.consume(batch(10));
    refuse(Set.of(3L));
    exporter.consume(batch(10));
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(19);
  }

  @Test
  void invalid_everyOtherSpan_endsWithinTheBound() {
    var bad = new TreeSet<Long>();
    for (long i = 1; i <= SPANS; i += 2) {
      bad.add(i);
    }
    refuse(bad);
    exporter.start();
    exporter.consume(batch(SPANS));
    assertThat(backend.sent).hasSizeLessThan(2 * Pieces.MAX_REFUSALS + 20);
    assertThat(metrics.value("exporter_sent_spans") + metrics.value("exporter_send_failed_spans"))
        .isEqualTo(SPANS);
    assertThat(dropped(DropReason.INVALID_SPAN)).isPositive();
    assertThat(dropped(DropReason.PERMANENT_ERROR)).as("what was not looked at").isPositive();
  }

  @Test
  void tooLarge_isHalvedUntilItFits() {
    int limit = batch(100).length();
    backend.judge =
        batch ->
            Optional.of(
                batch.length() > limit
                    ? new ExportOutcome.TooLarge("larger than max")
                    : ExportOutcome.ACCEPTED);
    exporter.start();
    exporter.consume(batch(SPANS));
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(SPANS);
    assertThat(metrics.value("exporter_send_failed_spans")).isZero();
  }

  @Test
  void tooLarge_singleSpan_isDroppedWithThatReason() {
    backend.judge = _ -> Optional.of(new ExportOutcome.TooLarge("larger than max"));
    exporter.start();
    exporter.consume(batch(1));
    assertThat(dropped(DropReason.TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void retryable_inTheMiddle_goesOnWithTheSamePiece() {
    refuse(Set.of(7L));
    var judge = backend.judge;
    int[] calls = {0};
    backend.judge =
        batch ->
            ++calls[0] == 3 ? Optional.of(new ExportOutcome.Retryable("busy")) : judge.apply(batch);
    exporter.start();
    exporter.consume(batch(100));
    assertThat(delivered).hasSizeLessThan(99);
    clock.advance(Duration.ofSeconds(10));
    assertThat(delivered).hasSize(99);
    assertThat(dropped(DropReason.INVALID_SPAN)).isEqualTo(1);
  }

  @Test
  void stop_inTheMiddle_countsWhatIsLeft() {
    refuse(Set.of(7L));
    var judge = backend.judge;
    int[] calls = {0};
    backend.judge = batch -> ++calls[0] > 6 ? Optional.empty() : judge.apply(batch);
    backend.answersAtOnce = false;
    exporter.start();
    exporter.consume(batch(100));
    exporter.stop(Deadline.after(Duration.ZERO, clock));
    double sent = metrics.value("exporter_sent_spans");
    assertThat(sent + metrics.value("exporter_send_failed_spans")).isEqualTo(100);
  }
}
