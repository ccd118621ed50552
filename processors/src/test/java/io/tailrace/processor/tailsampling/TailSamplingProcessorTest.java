// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Processor;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The processor as a pipeline sees it: spans in, batches out, on a clock that stands still. */
class TailSamplingProcessorTest {

  private static final String PREFIX = "processor_tail_sampling_";
  private static final int SPANS = 7;
  private static final String ERRORS =
      "policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]\n";
  private static final String ALL = "policies: [{name: all, type: always_sample}]\n";

  private final FakeClock clock = new FakeClock();
  private final MetricRegistry metrics = new MetricRegistry();
  private final MemoryBudget memory = new MemoryBudget(1L << 30);
  private final RecordingConsumer next = new RecordingConsumer();
  private Processor processor;

  private void start(String yaml) {
    var report = new ConfigReport();
    var factory = new TailSamplingFactory();
    var config = factory.parseConfig(ConfigNodes.parse(yaml, report));
    assertThat(report.errors()).isEmpty();
    var context =
        new ComponentContext(
            ComponentId.parse("tail_sampling"),
            ComponentKind.PROCESSOR,
            metrics,
            memory,
            clock,
            new EventLoops(1),
            Set.of());
    processor = factory.create(config, context, next);
    processor.start();
  }

  @AfterEach
  void nothingIsRetained() {
    stop(Duration.ofSeconds(10));
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
  }

  private void stop(Duration within) {
    processor.stop(Deadline.after(within, clock));
  }

  private static SpanBatch trace(long number, boolean error) {
    var spans = new Span[SPANS];
    for (int i = 0; i < SPANS; i++) {
      var span = TestTraces.span(number, number * SPANS + i + 1, i == 0 ? 0 : number * SPANS + 1);
      span.addAttributes(TestTraces.attribute("padding", "x".repeat(300)));
      if (error && i == SPANS - 1) {
        span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
      }
      spans[i] = span.build();
    }
    return TestTraces.batch(TestTraces.request("shop", spans));
  }

  private Map<Long, Integer> arrived() {
    var counts = new HashMap<Long, Integer>();
    next.spans()
        .forEach(
            s -> counts.merge(s.getTraceId().asReadOnlyByteBuffer().getLong(8), 1, Integer::sum));
    return counts;
  }

  private long value(String name, Label... labels) {
    return (long) metrics.value(PREFIX + name, labels);
  }

  @Test
  void consume_tenTimesTheBuffer_decidesTheOldestByTheRulesAndStaysWithinTheBound() {
    start("num_shards: 1\nbuffer: {limit_mib: 8}\n" + ERRORS);
    int traces = 25_000;
    int errors = 0;
    for (long i = 1; i <= traces; i++) {
      boolean error = i % 50 == 0;
      errors += error ? 1 : 0;
      assertThat(processor.consume(trace(i, error))).isEqualTo(ConsumeResult.ACCEPTED);
      if (i % 1_000 == 0) {
        assertThat(value("buffer_allocated_bytes")).isLessThanOrEqualTo(8 << 20);
      }
    }
    long evicted = value("decisions", new Label("reason", "evicted"));
    assertThat(evicted).isGreaterThan(traces / 2);
    stop(Duration.ofSeconds(10));

    assertThat(arrived())
        .hasSize(errors)
        .allSatisfy((_, spans) -> assertThat(spans).isEqualTo(SPANS));
    assertThat(value("decisions")).isEqualTo(traces);
    assertThat(value("new_trace_id_received")).isEqualTo(traces);
    assertThat(evicted + value("decisions", new Label("reason", "shutdown"))).isEqualTo(traces);
  }

  @Test
  void consume_nextRefuses_refusesInTheEndAndLosesNothing() {
    start("num_shards: 1\nbuffer: {limit_mib: 16}\n" + ALL);
    next.answer(new ConsumeResult.Refused("queue full", Duration.ofMillis(1)));
    long accepted = 0;
    while (processor.consume(trace(accepted + 1, false)) instanceof ConsumeResult.Accepted) {
      accepted++;
      assertThat(accepted).isLessThan(100_000);
    }
    assertThat(accepted * SPANS * 300).isGreaterThan(12 << 20);
    assertThat(value("refused_spans")).isEqualTo(SPANS);

    next.answer(ConsumeResult.ACCEPTED);
    stop(Duration.ofSeconds(20));

    assertThat(arrived()).hasSize((int) accepted);
    assertThat(arrived().values()).containsOnly(SPANS);
  }

  @Test
  void tick_manyTracesDue_leaveInBatches() throws InterruptedException {
    start("decision_wait: 1s\nbuffer: {limit_mib: 256}\n" + ALL);
    int traces = 20_000;
    for (long i = 1; i <= traces; i++) {
      processor.consume(trace(i, false));
    }

    clock.advance(Duration.ofSeconds(2));
    awaitDecisions(traces);
    assertThat(memory.used(MemoryTag.TRACE_BUFFER)).isLessThanOrEqualTo(256 << 20);
    stop(Duration.ofSeconds(10));

    assertThat(arrived()).hasSize(traces);
    assertThat(next.batches().size()).isLessThan(traces / 50);
    assertThat(next.batches()).allSatisfy(b -> assertThat(b.length()).isLessThan(1 << 20));
    assertThat(value("decisions", new Label("reason", "decision_wait"))).isEqualTo(traces);
  }

  private void awaitDecisions(long count) throws InterruptedException {
    var over = java.time.Instant.now().plusSeconds(20);
    var pause = new java.util.concurrent.CountDownLatch(1);
    while (value("decisions") < count && java.time.Instant.now().isBefore(over)) {
      pause.await(5, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
    assertThat(value("decisions")).isEqualTo(count);
  }

  @Test
  void stop_deadlinePassed_countsWhatWasNotDelivered() {
    start(ALL);
    processor.consume(trace(1, false));
    next.answer(new ConsumeResult.Refused("down", Duration.ofSeconds(1)));

    stop(Duration.ZERO);

    assertThat(value("undelivered_spans")).isEqualTo(SPANS);
    assertThat(next.batches()).isEmpty();
  }

  @Test
  void stop_dropPending_dropsAndCounts() {
    start("drop_pending_traces_on_shutdown: true\n" + ALL);
    processor.consume(trace(1, false));

    stop(Duration.ofSeconds(5));

    assertThat(next.batches()).isEmpty();
    assertThat(value("decisions", new Label("reason", "shutdown"))).isEqualTo(1);
  }

  @Test
  void lateError_reviveOn_bringsTheWholeTraceBack() throws InterruptedException {
    start("decision_wait: 1s\nbuffer: {limit_mib: 16, revive_dropped_traces: true}\n" + ERRORS);
    processor.consume(trace(1, false));
    clock.advance(Duration.ofSeconds(2));
    awaitDecisions(1);

    processor.consume(trace(1, true));
    clock.advance(Duration.ofSeconds(2));
    awaitDecisions(2);
    stop(Duration.ofSeconds(5));

    assertThat(arrived()).isEqualTo(Map.of(1L, 2 * SPANS));
    assertThat(value("decisions", new Label("reason", "revived"))).isEqualTo(1);
  }

  @Test
  void lateSpans_reviveOnButNotWanted_areDroppedAndThePagesReclaimed() throws InterruptedException {
    start(
        "num_shards: 1\ndecision_wait: 1s\nbuffer: {limit_mib: 8, revive_dropped_traces: true}\n"
            + ERRORS);
    processor.consume(trace(1, false));
    clock.advance(Duration.ofSeconds(2));
    awaitDecisions(1);
    processor.consume(trace(1, false));
    assertThat(value("late_spans_dropped")).isEqualTo(SPANS);

    for (long i = 2; i <= 10_000; i++) {
      assertThat(processor.consume(trace(i, false))).isEqualTo(ConsumeResult.ACCEPTED);
    }
    assertThat(value("buffer_allocated_bytes")).isLessThanOrEqualTo(8 << 20);
  }

  @Test
  void consume_requestLargerThanTheBuffer_isRejectedWithTheNumbers() {
    start("num_shards: 1\nbuffer: {limit_mib: 8}\n" + ALL);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 15_000; i++) {
      spans.add(
          TestTraces.span(i, i + 1, 0)
              .addAttributes(TestTraces.attribute("padding", "x".repeat(300)))
              .build());
    }

    ConsumeResult result =
        processor.consume(TestTraces.batch(TestTraces.request("shop", spans.toArray(new Span[0]))));

    assertThat(result).isInstanceOf(ConsumeResult.Rejected.class);
    assertThat(result.toString()).contains("expected: at most half");
  }
}
