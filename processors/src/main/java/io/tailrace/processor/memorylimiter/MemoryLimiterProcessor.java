// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.component.Processor;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.ConsumeResult.Refused;
import io.tailrace.pipeline.Consumer;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import io.tailrace.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Refuses everything while the process retains more than the soft limit, measured every {@code
 * check_interval}.
 *
 * <p>What is measured: the trace buffer, which lies outside the heap, plus the heap. Of the heap
 * that is what was in use after the last collection, or what the {@link MemoryBudget} counts under
 * the other tags, whichever is more: garbage that nobody has collected yet does not refuse spans.
 *
 * <p>A collection is forced, within the configured intervals, only where it could help: if without
 * the heap the process were below the soft limit. Without it a process that refuses everything, and
 * so allocates nothing, might never collect again and never see that memory has become free.
 *
 * <p>Its creation lowers {@link MemoryBudget#processLimitBytes()} to the hard limit, so that the
 * trace buffer's default size fits below; a full buffer decides early instead of growing, which is
 * why this processor seldom has to refuse.
 */
final class MemoryLimiterProcessor implements Processor {

  private static final MetricSpec ACCEPTED =
      new MetricSpec(
          "processor_memory_limiter_accepted_spans",
          "{spans}",
          "Number of spans successfully pushed into the next component in the pipeline");
  private static final MetricSpec REFUSED =
      new MetricSpec(
          "processor_memory_limiter_refused_spans",
          "{spans}",
          "Number of spans refused because of high memory usage");

  private final MemoryLimiterConfig config;
  private final long hardBytes;
  private final long softBytes;
  private final Heap heap;
  private final MemoryBudget memory;
  private final Clock clock;
  private final Logger logger;
  private final Consumer next;
  private final Counter accepted;
  private final Counter refused;
  private final GcPacer pacer;
  private final Refused refusal;
  private final Object lifecycle = new Object();

  private volatile boolean refusing;
  private boolean running;
  private Clock.@Nullable Scheduled timer;

  MemoryLimiterProcessor(
      MemoryLimiterConfig config,
      long containerBytes,
      Heap heap,
      ComponentContext context,
      Consumer next) {
    this.config = config;
    this.heap = heap;
    this.next = next;
    hardBytes = config.hardLimitBytes(containerBytes);
    softBytes = config.softLimitBytes(containerBytes);
    memory = context.memory();
    memory.lowerProcessLimit(hardBytes);
    clock = context.clock();
    logger = context.logger();
    pacer = new GcPacer(config.checkInterval());
    refusal = new Refused("data refused due to high memory usage", config.checkInterval());
    var label = new Label("processor", context.id().toString());
    accepted = context.metrics().counter(ACCEPTED, label);
    refused = context.metrics().counter(REFUSED, label);
  }

  @Override
  public void start() {
    logger
        .atInfo()
        .addKeyValue("limit_mib", mib(hardBytes))
        .addKeyValue("spike_limit_mib", mib(hardBytes - softBytes))
        .addKeyValue("check_interval", config.checkInterval())
        .log("Memory limiter configured");
    synchronized (lifecycle) {
      running = true;
      timer = clock.schedule(config.checkInterval(), this::checkAndRepeat);
    }
  }

  @Override
  public void stop(Deadline deadline) {
    synchronized (lifecycle) {
      running = false;
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    if (refusing) {
      refused.add(batch.spanCount());
      return refusal;
    }
    ConsumeResult result = next.consume(batch);
    if (result instanceof ConsumeResult.Accepted) {
      accepted.add(batch.spanCount());
    }
    return result;
  }

  private void checkAndRepeat() {
    check();
    synchronized (lifecycle) {
      if (running) {
        timer = clock.schedule(config.checkInterval(), this::checkAndRepeat);
      }
    }
  }

  private void check() {
    long usage = usageBytes();
    if (usage < softBytes) {
      pacer.reset();
    } else if (memory.used(MemoryTag.TRACE_BUFFER) < softBytes) {
      usage = collectIfDue(usage);
    }
    boolean above = usage >= softBytes;
    if (above && !refusing) {
      log("Memory usage is above soft limit. Refusing data.", usage, true);
    } else if (!above && refusing) {
      log("Memory usage back within limits. Resuming normal operation.", usage, false);
    }
    refusing = above;
  }

  private long usageBytes() {
    long buffer = memory.used(MemoryTag.TRACE_BUFFER);
    return buffer + Math.max(heap.liveBytes(), memory.used() - buffer);
  }

  /** Runs on the clock's thread: a collection stops all threads, whichever asks for it. */
  private long collectIfDue(long before) {
    var interval = before >= hardBytes ? config.hardGc() : config.softGc();
    if (!pacer.isDue(clock.nanoTime(), interval)) {
      return before;
    }
    heap.collect();
    long after = usageBytes();
    pacer.ran(clock.nanoTime(), before, after, interval);
    logger.atDebug().addKeyValue("cur_mem_mib", mib(after)).log("Memory usage after GC.");
    return after;
  }

  private void log(String message, long usage, boolean warn) {
    (warn ? logger.atWarn() : logger.atInfo()).addKeyValue("cur_mem_mib", mib(usage)).log(message);
  }

  private static long mib(long bytes) {
    return bytes >> 20;
  }
}
