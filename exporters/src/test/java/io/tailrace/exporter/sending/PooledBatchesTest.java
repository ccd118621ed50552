// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.memory.ArrayPool;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every array comes back, once, however a request ends. */
class PooledBatchesTest {

  private final FakeClock clock = new FakeClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final ArrayPool arrays = memory.arrays();
  private final FakeTransport backend = new FakeTransport();
  private SendingExporter exporter = exporter(10, Optional.empty(), RetryConfig.DEFAULT);

  private SendingExporter exporter(
      int consumers, Optional<BatchConfig> batching, RetryConfig retry) {
    var context =
        new ComponentContext(
            ComponentId.parse("otlp"),
            ComponentKind.EXPORTER,
            new MetricRegistry(),
            memory,
            clock,
            new EventLoops(1),
            Set.of());
    var config = new SendingConfig(new QueueConfig(consumers, 5, Sizer.REQUESTS, batching), retry);
    exporter = new SendingExporter(config, context, backend, new CallerRuns(), () -> 0.5);
    exporter.start();
    return exporter;
  }

  private SendingExporter batching(long minSize, long maxSize) {
    var batch = new BatchConfig(Duration.ofMillis(200), minSize, maxSize, Sizer.ITEMS);
    return exporter(10, Optional.of(batch), RetryConfig.DEFAULT);
  }

  /** Hands a pooled batch over as the tail sampler does. */
  private ConsumeResult consume(int spans) {
    var all = new io.opentelemetry.proto.trace.v1.Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(1, i + 1, i).build();
    }
    byte[] bytes = TestTraces.request("shop", all).toByteArray();
    byte[] pooled = arrays.take(bytes.length);
    System.arraycopy(bytes, 0, pooled, 0, bytes.length);
    var batch = SpanBatch.pooled(pooled, bytes.length, spans, arrays);
    var result = exporter.consume(batch);
    batch.release();
    return result;
  }

  @AfterEach
  void everythingIsGivenBack() {
    exporter.stop(Deadline.after(Duration.ZERO, clock));
    assertThat(arrays.lent()).isZero();
    assertThat(backend.unreleased).isZero();
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
  }

  @Test
  void accepted_theNextBatchHasTheSameArray() {
    exporter.consume(TestTraces.batch(TestTraces.request("shop")));
    consume(100);
    long idle = memory.used(MemoryTag.IDLE_ARRAYS);
    for (int i = 0; i < 10; i++) {
      consume(100);
    }
    assertThat(backend.sentSpans()).isEqualTo(1100);
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS)).isEqualTo(idle);
  }

  @Test
  void glued_andCutAgain() {
    batching(100, 40);
    for (int i = 0; i < 12; i++) {
      consume(10);
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(backend.sentSpans()).isEqualTo(120);
    assertThat(backend.sent).allMatch(batch -> batch.spanCount() <= 40);
  }

  @Test
  void halved_untilTheBadSpanIsAlone() {
    backend.judge =
        batch ->
            batch.spanCount() > 1
                ? Optional.of(new ExportOutcome.Invalid("a bad span"))
                : Optional.empty();
    consume(20);
    assertThat(backend.sent.getLast().spanCount()).isEqualTo(1);
  }

  @Test
  void retried_andGivenUp() {
    backend.judge = _ -> Optional.of(new ExportOutcome.Retryable("down"));
    consume(20);
    assertThat(arrays.lent()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(20));
    assertThat(backend.sent.size()).isGreaterThan(3);
  }

  @Test
  void refusedForGood_andRefusedByAFullQueue() {
    backend.answersAtOnce = false;
    for (int i = 0; i < 8; i++) {
      assertThat(consume(3))
          .isInstanceOf(i < 5 ? ConsumeResult.Accepted.class : ConsumeResult.Refused.class);
    }
    backend.unanswered.forEach(answer -> answer.complete(new ExportOutcome.Permanent("no")));
  }

  @Test
  void answered_afterTheStop() {
    backend.answersAtOnce = false;
    consume(3);
    exporter.stop(Deadline.after(Duration.ZERO, clock));
    assertThat(arrays.lent()).as("the backend may still be reading").isEqualTo(1);
    backend.unanswered.getFirst().complete(ExportOutcome.ACCEPTED);
  }

  @Test
  void failedInPreparing_isLeftToTheGarbageCollectorOrComesBack() {
    backend.judge =
        _ -> {
          throw new IllegalStateException("a fault");
        };
    consume(3);
    assertThat(arrays.lent()).isZero();
    backend.unreleased = 0;
  }
}
