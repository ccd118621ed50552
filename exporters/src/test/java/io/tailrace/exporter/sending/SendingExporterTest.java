// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.exporter.sending.ExportOutcome.PartiallyAccepted;
import io.tailrace.exporter.sending.ExportOutcome.Permanent;
import io.tailrace.exporter.sending.ExportOutcome.Retryable;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendingExporterTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeClock clock = new FakeClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final MetricRegistry metrics = new MetricRegistry();
  private final FakeTransport backend = new FakeTransport();
  private final ComponentContext context =
      new ComponentContext(
          ComponentId.parse("otlp"),
          ComponentKind.EXPORTER,
          metrics,
          memory,
          clock,
          new EventLoops(1),
          Set.of());
  private SendingExporter exporter = exporter(SendingConfig.DEFAULT);

  private SendingExporter exporter(SendingConfig config) {
    exporter = new SendingExporter(config, context, backend, new CallerRuns(), () -> 0.5);
    return exporter;
  }

  private static SendingConfig queue(int consumers, long size, Sizer sizer) {
    return new SendingConfig(
        new QueueConfig(consumers, size, sizer, Optional.empty()), RetryConfig.DEFAULT);
  }

  private static SendingConfig batching(long minSize, long maxSize, Sizer sizer) {
    var batch = new BatchConfig(Duration.ofMillis(200), minSize, maxSize, sizer);
    return new SendingConfig(
        new QueueConfig(10, 1000, Sizer.REQUESTS, Optional.of(batch)), RetryConfig.DEFAULT);
  }

  private static SpanBatch batch(int spans) {
    var all = new io.opentelemetry.proto.trace.v1.Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(1, i + 1, i).build();
    }
    return TestTraces.batch(TestTraces.request("shop", all));
  }

  private double metric(String name) {
    return metrics.value(name);
  }

  private double dropped(DropReason reason) {
    return metrics.value("exporter_dropped_spans", new Label("reason", reason.label()));
  }

  private Deadline in(Duration duration) {
    return Deadline.after(duration, clock);
  }

  @AfterEach
  void everythingIsGivenBack() {
    exporter.stop(in(Duration.ZERO));
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
    assertThat(metric("exporter_queue_size")).isZero();
    assertThat(metric("exporter_in_flight_requests")).isZero();
  }

  @Test
  void consume_healthyBackend_sendsAndCounts() {
    exporter.start();
    assertThat(exporter.consume(batch(3))).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(backend.sentSpans()).isEqualTo(3);
    assertThat(metric("exporter_sent_spans")).isEqualTo(3);
    assertThat(metric("exporter_queue_capacity")).isEqualTo(1000);
  }

  @Test
  void consume_borrowedBatch_isCopied() {
    exporter.start();
    backend.answersAtOnce = false;
    var owned = batch(1);
    byte[] scratch = owned.bytes().clone();
    var index = new io.tailrace.otlp.SpanIndex();
    try {
      io.tailrace.otlp.OtlpScanner.scan(scratch, 0, scratch.length, index);
    } catch (io.tailrace.otlp.MalformedOtlpException e) {
      throw new AssertionError(e);
    }
    exporter.consume(SpanBatch.borrowed(index));
    java.util.Arrays.fill(scratch, (byte) 0);
    assertThat(backend.sent.getFirst().bytes()).isEqualTo(owned.bytes());
  }

  @Test
  void consume_beforeStartAndAfterStop_isRefused() {
    assertThat(exporter.consume(batch(1))).isInstanceOf(ConsumeResult.Refused.class);
    exporter.start();
    exporter.stop(in(SECOND));
    assertThat(exporter.consume(batch(1))).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(backend.isClosed).isTrue();
  }

  @Test
  void consume_fullQueue_refusesWithoutLoss_andTakesAgainLater() {
    exporter(queue(1, 2, Sizer.REQUESTS)).start();
    backend.answersAtOnce = false;
    exporter.consume(batch(1));
    exporter.consume(batch(1));
    assertThat(exporter.consume(batch(5))).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(metric("exporter_enqueue_failed_spans")).isEqualTo(5);
    assertThat(backend.sent).as("one consumer, one in flight").hasSize(1);
    backend.unanswered.getFirst().complete(ExportOutcome.ACCEPTED);
    assertThat(backend.sent).hasSize(2);
    assertThat(exporter.consume(batch(5))).isEqualTo(ConsumeResult.ACCEPTED);
  }

  @Test
  void consume_sizerItemsAndBytes_countThose() {
    exporter(queue(1, 10, Sizer.ITEMS)).start();
    backend.answersAtOnce = false;
    exporter.consume(batch(6));
    assertThat(exporter.consume(batch(5))).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(exporter.consume(batch(4))).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(metric("exporter_queue_size")).isEqualTo(10);
    exporter.stop(in(Duration.ZERO));

    var one = batch(1);
    exporter(queue(1, 2L * one.length(), Sizer.BYTES)).start();
    exporter.consume(one);
    assertThat(metric("exporter_queue_size")).isEqualTo(one.length());
    assertThat(exporter.consume(batch(3))).isInstanceOf(ConsumeResult.Refused.class);
    exporter.consume(one);
    assertThat(exporter.consume(one)).isInstanceOf(ConsumeResult.Refused.class);
  }

  @Test
  void consume_batchLargerThanTheQueue_isTakenAlone() {
    exporter(queue(1, 2, Sizer.ITEMS)).start();
    assertThat(exporter.consume(batch(9))).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(backend.sentSpans()).isEqualTo(9);
  }

  @Test
  void consume_memoryLimit_refuses_andWhatCanNeverFitIsRejected() {
    var one = batch(1);
    memory.setLimit(MemoryTag.SENDING_QUEUE, one.length() + 20);
    exporter.start();
    backend.answersAtOnce = false;
    backend.retainedBytes = 21;
    exporter.consume(one);
    assertThat(memory.used(MemoryTag.SENDING_QUEUE)).isEqualTo(one.length() + 21);
    assertThat(exporter.consume(one)).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(exporter.consume(batch(9))).isInstanceOf(ConsumeResult.Rejected.class);
    backend.unanswered.getFirst().complete(ExportOutcome.ACCEPTED);
    assertThat(exporter.consume(one)).isEqualTo(ConsumeResult.ACCEPTED);
  }

  @Test
  void consume_fullQueue_blockOnOverflow_isNoFailure() {
    var queue = new QueueConfig(1, 1, Sizer.REQUESTS, true, Optional.empty(), Optional.empty());
    exporter(new SendingConfig(queue, RetryConfig.DEFAULT)).start();
    backend.answersAtOnce = false;
    exporter.consume(batch(1));
    assertThat(exporter.consume(batch(5))).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(metric("exporter_enqueue_failed_spans")).isZero();
  }

  @Test
  void retry_backsOffByTheCollectorsArithmetic_andPreparesOnce() {
    exporter.start();
    backend.willAnswer(
        new Retryable("down"),
        new Retryable("down"),
        new Retryable("down"),
        ExportOutcome.ACCEPTED);
    exporter.consume(batch(2));
    assertSendsAfter(1, Duration.ofMillis(5000));
    assertSendsAfter(2, Duration.ofMillis(7500));
    assertSendsAfter(3, Duration.ofMillis(11_250));
    assertThat(metric("exporter_sent_spans")).isEqualTo(2);
    assertThat(backend.prepared).hasSize(1);
    assertThat(metric("exporter_send_failed_spans")).isZero();
  }

  private void assertSendsAfter(int sentBefore, Duration pause) {
    clock.advance(pause.minusNanos(1));
    assertThat(backend.sent).hasSize(sentBefore);
    clock.advance(Duration.ofNanos(1));
    assertThat(backend.sent).hasSize(sentBefore + 1);
  }

  @Test
  void retry_throttled_waitsAsLongAsTheBackendAsks() {
    exporter.start();
    backend.willAnswer(new Retryable("busy", Duration.ofSeconds(42)));
    exporter.consume(batch(1));
    assertSendsAfter(1, Duration.ofSeconds(42));
    assertThat(metric("exporter_sent_spans")).isEqualTo(1);
  }

  @Test
  void retry_maxElapsedTime_givesUpAndCounts() {
    exporter.start();
    for (int i = 0; i < 50; i++) {
      backend.willAnswer(new Retryable("down"));
    }
    exporter.consume(batch(4));
    clock.advance(Duration.ofSeconds(300));
    assertThat(metric("exporter_send_failed_spans")).isEqualTo(4);
    assertThat(dropped(DropReason.RETRIES_EXHAUSTED)).isEqualTo(4);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void retry_disabled_dropsAtOnce() {
    exporter(new SendingConfig(QueueConfig.DEFAULT, RetryConfig.NONE)).start();
    backend.willAnswer(new Retryable("down"));
    exporter.consume(batch(4));
    assertThat(dropped(DropReason.RETRY_DISABLED)).isEqualTo(4);
  }

  @Test
  void outcome_permanent_isNotRetried() {
    exporter.start();
    backend.willAnswer(new Permanent("bad"));
    exporter.consume(batch(4));
    clock.advance(Duration.ofMinutes(10));
    assertThat(backend.sent).hasSize(1);
    assertThat(dropped(DropReason.PERMANENT_ERROR)).isEqualTo(4);
    assertThat(metric("exporter_send_failed_spans")).isEqualTo(4);
  }

  @Test
  void outcome_partial_countsBothParts() {
    exporter.start();
    backend.willAnswer(new PartiallyAccepted(3, "too old"), new PartiallyAccepted(99, "all"));
    exporter.consume(batch(5));
    exporter.consume(batch(2));
    assertThat(metric("exporter_sent_spans")).isEqualTo(2);
    assertThat(dropped(DropReason.REJECTED_BY_BACKEND)).isEqualTo(5);
  }

  @Test
  void numConsumers_limitsRequestsAtOnce_retriesIncluded() {
    exporter(queue(2, 100, Sizer.REQUESTS)).start();
    backend.willAnswer(new Retryable("down"), new Retryable("down"));
    for (int i = 0; i < 5; i++) {
      exporter.consume(batch(1));
    }
    assertThat(backend.sent).as("two wait for another attempt").hasSize(2);
    assertThat(metric("exporter_in_flight_requests")).isEqualTo(2);
    clock.advance(Duration.ofSeconds(5));
    assertThat(metric("exporter_sent_spans")).isEqualTo(5);
  }

  @Test
  void batch_minSize_gluesAndSends() {
    exporter(batching(10, 0, Sizer.ITEMS)).start();
    exporter.consume(batch(4));
    exporter.consume(batch(4));
    assertThat(backend.sent).isEmpty();
    assertThat(metric("exporter_queue_size")).isEqualTo(2);
    exporter.consume(batch(4));
    assertThat(backend.sent).hasSize(1);
    assertThat(backend.sent.getFirst().spanCount()).isEqualTo(12);
    assertThat(backend.sent.getFirst().bytes())
        .isEqualTo(
            SpanBatch.concat(List.of(batch(4), batch(4), batch(4)), ByteArrays.UNPOOLED).bytes());
    assertThat(clock.pending()).as("the flush timer is cancelled").isZero();
  }

  @Test
  void batch_flushTimeout_sendsWhatThereIs() {
    exporter(batching(10, 0, Sizer.ITEMS)).start();
    exporter.consume(batch(4));
    clock.advance(Duration.ofMillis(199));
    assertThat(backend.sent).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(backend.sentSpans()).isEqualTo(4);
  }

  @Test
  void batch_maxSizeItems_splitsBySpans() {
    exporter(batching(10, 10, Sizer.ITEMS)).start();
    exporter.consume(batch(25));
    assertThat(backend.sent.stream().map(SpanBatch::spanCount))
        .containsExactlyInAnyOrder(10, 10, 5);
    assertThat(metric("exporter_sent_spans")).isEqualTo(25);
    exporter.consume(batch(6));
    exporter.consume(batch(6));
    assertThat(backend.sent).as("6 + 6 would be more than 10").hasSize(4);
  }

  @Test
  void stop_drainsQueueBatchesAndRetries() {
    exporter(batching(10, 0, Sizer.ITEMS)).start();
    backend.willAnswer(new Retryable("down"));
    exporter.consume(batch(12));
    exporter.consume(batch(3));
    exporter.stop(in(SECOND));
    assertThat(metric("exporter_sent_spans")).isEqualTo(15);
    assertThat(metric("exporter_send_failed_spans")).isZero();
    assertThat(clock.pending()).isZero();
  }

  @Test
  void stop_deadline_countsTheRestAsDropped() {
    exporter(queue(1, 100, Sizer.REQUESTS)).start();
    backend.answersAtOnce = false;
    exporter.consume(batch(3));
    exporter.consume(batch(4));
    exporter.stop(in(Duration.ZERO));
    assertThat(dropped(DropReason.SHUTDOWN)).isEqualTo(7);
    backend.unanswered.getFirst().complete(ExportOutcome.ACCEPTED);
    assertThat(metric("exporter_sent_spans")).as("settled once only").isZero();
  }

  @Test
  void stop_twiceAndBeforeStart_isLegal() {
    exporter.stop(in(SECOND));
    exporter.stop(in(SECOND));
    assertThat(backend.isClosed).isFalse();
  }
}
