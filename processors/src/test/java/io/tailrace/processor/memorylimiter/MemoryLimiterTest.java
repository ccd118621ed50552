// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.processor.memorylimiter.MemoryLimiterConfig.GcInterval;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricsDocumentation;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryLimiterTest {

  private static final long MIB = 1 << 20;

  private final FakeClock clock = new FakeClock();
  private final MemoryBudget memory = new MemoryBudget(4096 * MIB);
  private final MetricRegistry metrics = new MetricRegistry();
  private final RecordingConsumer next = new RecordingConsumer();
  private final FakeHeap heap = new FakeHeap();
  private final SpanBatch batch =
      TestTraces.batch(TestTraces.request("s", TestTraces.span(1, 1, 0).build()));

  private static final class FakeHeap implements Heap {
    private long live;
    private long afterCollection = Long.MAX_VALUE;
    private int collections;

    @Override
    public long liveBytes() {
      return live;
    }

    @Override
    public void collect() {
      collections++;
      live = Math.min(live, afterCollection);
    }
  }

  private MemoryLimiterProcessor limiter(String yaml) {
    var report = new ConfigReport();
    var config = new MemoryLimiterFactory().parseConfig(ConfigNodes.parse(yaml, report));
    report.throwIfErrors();
    var context =
        new ComponentContext(
            ComponentId.parse("memory_limiter"),
            ComponentKind.PROCESSOR,
            metrics,
            memory,
            clock,
            new EventLoops(1),
            Set.of());
    var limiter = new MemoryLimiterProcessor(config, 1000 * MIB, heap, context, next);
    limiter.start();
    return limiter;
  }

  private void check() {
    clock.advance(Duration.ofSeconds(1));
  }

  @Test
  void consume_aboveTheSoftLimit_isRefusedUntilBelow() {
    var limiter = limiter("{check_interval: 1s, limit_mib: 100}");
    assertThat(memory.processLimitBytes()).isEqualTo(100 * MIB);
    memory.reserve(MemoryTag.TRACE_BUFFER, 50 * MIB);
    heap.live = 30 * MIB - 1;
    check();
    assertThat(limiter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    heap.live = 30 * MIB;
    check();
    assertThat(limiter.consume(batch))
        .isEqualTo(
            new ConsumeResult.Refused(
                "data refused due to high memory usage", Duration.ofSeconds(1)));
    memory.release(MemoryTag.TRACE_BUFFER, 1);
    assertThat(limiter.consume(batch)).isInstanceOf(ConsumeResult.Refused.class);
    check();
    assertThat(limiter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(metrics.value("processor_memory_limiter_accepted_spans")).isEqualTo(2);
    assertThat(metrics.value("processor_memory_limiter_refused_spans")).isEqualTo(2);
    MetricsDocumentation.assertNamesAll(metrics);
  }

  @Test
  void usage_countsHeapBytesOnceEvenIfNoCollectionHasSeenThem() {
    var limiter = limiter("{check_interval: 1s, limit_mib: 100}");
    heap.live = 10 * MIB;
    memory.reserve(MemoryTag.SENDING_QUEUE, 79 * MIB);
    check();
    assertThat(limiter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    memory.reserve(MemoryTag.BATCH, MIB);
    check();
    assertThat(limiter.consume(batch)).isInstanceOf(ConsumeResult.Refused.class);
  }

  @Test
  void collection_thatHelps_avoidsRefusal() {
    var limiter = limiter("{check_interval: 1s, limit_mib: 100, spike_limit_mib: 10}");
    heap.live = 95 * MIB;
    heap.afterCollection = 20 * MIB;
    check();
    assertThat(heap.collections).isEqualTo(1);
    assertThat(limiter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
  }

  @Test
  void collection_cannotFreeTheBuffer_isNotForced() {
    limiter("{check_interval: 1s, limit_mib: 100}");
    memory.reserve(MemoryTag.TRACE_BUFFER, 90 * MIB);
    check();
    assertThat(heap.collections).isZero();
  }

  @Test
  void collections_thatDoNotHelp_becomeRarer() {
    limiter(
        "{check_interval: 1s, limit_mib: 100, max_gc_interval_when_soft_limited: 30s,"
            + " max_gc_interval_when_hard_limited: 6s}");
    heap.live = 200 * MIB;
    clock.advance(Duration.ofSeconds(1));
    assertThat(heap.collections).isEqualTo(1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(heap.collections).isEqualTo(2);
    clock.advance(Duration.ofSeconds(3));
    assertThat(heap.collections).isEqualTo(2);
    clock.advance(Duration.ofSeconds(1));
    assertThat(heap.collections).isEqualTo(3);
    clock.advance(Duration.ofSeconds(12));
    assertThat(heap.collections).isEqualTo(5);
  }

  @Test
  void stop_endsTheChecks() {
    var limiter = limiter("{check_interval: 1s, limit_mib: 100}");
    limiter.stop(Deadline.after(Duration.ZERO, clock));
    assertThat(clock.pending()).isZero();
  }

  @Test
  void limits_ofPercentages_areThoseOfTheContainer() {
    var config = parse("{check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}");
    assertThat(config.hardLimitBytes(1000)).isEqualTo(800);
    assertThat(config.softLimitBytes(1000)).isEqualTo(550);
    var both = parse("{check_interval: 1s, limit_percentage: 80, limit_mib: 10}");
    assertThat(both.hardLimitBytes(1000)).isEqualTo(10 * MIB);
    assertThat(both.softLimitBytes(1000)).isEqualTo(8 * MIB);
    assertThat(both.softGc())
        .isEqualTo(new GcInterval(Duration.ofSeconds(10), Duration.ofSeconds(30)));
    assertThat(both.hardGc()).isEqualTo(new GcInterval(Duration.ZERO, Duration.ofSeconds(30)));
  }

  @Test
  void parseConfig_whatTheCollectorRejects_isRejected() {
    assertThat(errors("{}"))
        .containsExactlyInAnyOrder(
            "0 (expected: > 0, such as 1s)", "0 (expected: > 0, or limit_percentage > 0)");
    assertThat(errors("{check_interval: 1s, limit_mib: 10, spike_limit_mib: 10}"))
        .containsExactly("10 (expected: < limit_mib 10)");
    assertThat(errors("{check_interval: 1s, limit_percentage: 5, spike_limit_percentage: 6}"))
        .containsExactly("6 (expected: < limit_percentage 5)");
    assertThat(errors("{check_interval: 1s, limit_percentage: 101}")).isNotEmpty();
    assertThat(
            errors(
                "{check_interval: 1s, limit_mib: 9, min_gc_interval_when_soft_limited: 1s,"
                    + " min_gc_interval_when_hard_limited: 2s}"))
        .containsExactly("PT1S (expected: >= min_gc_interval_when_hard_limited PT2S)");
    assertThat(errors("{check_interval: 1s, limit_mib: 9, max_gc_interval_when_hard_limited: 31s}"))
        .containsExactly("PT30S (expected: >= max_gc_interval_when_hard_limited PT31S)");
    assertThat(
            errors(
                "{check_interval: 1s, limit_mib: 9, max_gc_interval_when_soft_limited: 5s,"
                    + " max_gc_interval_when_hard_limited: 0s}"))
        .containsExactly("PT5S (expected: 0, or >= min_gc_interval_when_soft_limited PT10S)");
  }

  @Test
  void jvmHeap_isReadable() {
    var jvm = new JvmHeap();
    assertThat(jvm.liveBytes()).isPositive();
    jvm.collect();
    assertThat(jvm.liveBytes()).isPositive().isLessThan(Runtime.getRuntime().maxMemory());
  }

  private static MemoryLimiterConfig parse(String yaml) {
    var report = new ConfigReport();
    var config = new MemoryLimiterFactory().parseConfig(ConfigNodes.parse(yaml, report));
    report.throwIfErrors();
    return config;
  }

  private static List<String> errors(String yaml) {
    var report = new ConfigReport();
    new MemoryLimiterFactory().parseConfig(ConfigNodes.parse(yaml, report));
    return report.errors().stream().map(ConfigProblem::message).toList();
  }
}
