// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.component.Processor;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.ConsumeResult.Accepted;
import io.tailrace.pipeline.ConsumeResult.Refused;
import io.tailrace.pipeline.ConsumeResult.Rejected;
import io.tailrace.pipeline.Consumer;
import io.tailrace.telemetry.log.RateLimitedLog;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds batches back until there are {@code send_batch_size} spans or the oldest has waited for
 * {@code timeout}, and hands them on as one. The thread that brings the last span, or the clock's,
 * does the work.
 *
 * <p>What the next consumer refuses goes to the backlog and is offered again when it asked for;
 * while there is a backlog, everything queues behind it. All that is held is counted under {@link
 * MemoryTag#BATCH}; beyond its limit new batches are refused. An empty processor takes a batch of
 * any size, so the limit can be passed by one request.
 *
 * <p>Thread-safe: the lock covers the lists only, never the copying of bytes or the next consumer.
 */
final class BatchProcessor implements Processor {

  private static final Duration RETRY_AT_LEAST = Duration.ofMillis(50);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(30);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final long STOP_POLL_NANOS = 5_000_000;

  /** The part of the process's memory that batch processors may hold if nothing else is set. */
  private static final int DEFAULT_SHARE = 16;

  private final BatchConfig config;
  private final Consumer next;
  private final MemoryBudget memory;
  private final Clock clock;
  private final BatchMetrics metrics;
  private final RateLimitedLog rejections;

  private final Object lock = new Object();
  private final HeldSpans held = new HeldSpans();
  private final Deque<SpanBatch> backlog = new ArrayDeque<>();
  private Clock.@Nullable Scheduled flushTimer;
  private Clock.@Nullable Scheduled retryTimer;
  private int sending;
  private boolean stopping;
  private boolean stopped;

  BatchProcessor(BatchConfig config, ComponentContext context, Consumer next) {
    this.config = config;
    this.next = next;
    memory = context.memory();
    clock = context.clock();
    metrics = new BatchMetrics(context);
    rejections = new RateLimitedLog(context.logger(), clock, Duration.ofSeconds(10));
    if (memory.limit(MemoryTag.BATCH) == Long.MAX_VALUE) {
      memory.setLimit(MemoryTag.BATCH, memory.processLimitBytes() / DEFAULT_SHARE);
    }
  }

  @Override
  public void start() {
    // the first batch starts the timer
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    if (!reserve(batch)) {
      return new Refused("the batch processor holds as much as it may", ASK_AGAIN);
    }
    SpanBatch owned = batch.retain(memory.arrays());
    memory.reserve(MemoryTag.BATCH, owned.retainedBytes() - batch.retainedBytes());
    List<SpanBatch> due = List.of();
    synchronized (lock) {
      if (stopping) {
        release(owned);
        return new Refused("the batch processor is stopping", ASK_AGAIN);
      }
      metrics.incoming.add(owned.spanCount());
      held.add(owned);
      if (config.isImmediate() || held.spans() >= config.sendBatchSize()) {
        metrics.sizeTrigger.increment();
        due = takeHeld();
      } else {
        armFlush();
      }
    }
    send(due, !config.isImmediate());
    return ConsumeResult.ACCEPTED;
  }

  private boolean reserve(SpanBatch batch) {
    if (memory.tryReserve(MemoryTag.BATCH, batch.retainedBytes())) {
      return true;
    }
    synchronized (lock) {
      if (held.isEmpty() && backlog.isEmpty() && sending == 0) {
        memory.reserve(MemoryTag.BATCH, batch.retainedBytes());
        return true;
      }
      return false;
    }
  }

  private void release(SpanBatch batch) {
    memory.release(MemoryTag.BATCH, batch.retainedBytes());
    batch.release();
  }

  private void armFlush() {
    if (flushTimer == null && !stopping) {
      flushTimer = clock.schedule(config.timeout(), this::flushOnTimeout);
    }
  }

  private void flushOnTimeout() {
    List<SpanBatch> due;
    synchronized (lock) {
      if (held.isEmpty()) {
        return;
      }
      metrics.timeoutTrigger.increment();
      due = takeHeld();
    }
    send(due, false);
  }

  /** Takes what is held; the caller sends it. With the lock. */
  private List<SpanBatch> takeHeld() {
    if (flushTimer != null) {
      flushTimer.cancel();
      flushTimer = null;
    }
    sending++;
    return held.takeAll();
  }

  /**
   * Hands on what {@link #takeHeld} gave; nothing if it is empty.
   *
   * @param keepsRest whether fewer spans than {@code send_batch_size} that are left over after
   *     splitting are held back again
   */
  private void send(List<SpanBatch> due, boolean keepsRest) {
    if (due.isEmpty()) {
      return;
    }
    try {
      List<SpanBatch> parts = merge(due);
      for (int i = 0; i < parts.size(); i++) {
        SpanBatch part = parts.get(i);
        boolean isRest = i > 0 && i == parts.size() - 1;
        if (isRest && keepsRest && part.spanCount() < config.sendBatchSize()) {
          holdBack(part);
        } else {
          sendOrQueue(part);
        }
      }
    } finally {
      synchronized (lock) {
        sending--;
      }
    }
  }

  /** One batch of all, or several within {@code send_batch_max_size}; their bytes are counted. */
  private List<SpanBatch> merge(List<SpanBatch> due) {
    long heldBytes = due.stream().mapToLong(SpanBatch::retainedBytes).sum();
    SpanBatch whole = SpanBatch.concat(due, memory.arrays());
    int max = config.sendBatchMaxSize();
    int left = whole.spanCount();
    List<SpanBatch> parts = List.of(whole);
    if (max > 0 && left > max) {
      parts = SpanSplitter.split(whole, max, memory.arrays());
      whole.release();
    }
    for (SpanBatch part : parts) {
      left -= part.spanCount();
      memory.reserve(MemoryTag.BATCH, part.retainedBytes());
    }
    memory.release(MemoryTag.BATCH, heldBytes);
    if (left > 0) {
      metrics.dropped(left, "invalid_id");
    }
    return parts;
  }

  private void holdBack(SpanBatch part) {
    synchronized (lock) {
      if (!stopping) {
        held.addFirst(part);
        armFlush();
        return;
      }
    }
    sendOrQueue(part);
  }

  private void sendOrQueue(SpanBatch part) {
    synchronized (lock) {
      if (!backlog.isEmpty() && !stopping) {
        backlog.add(part);
        return;
      }
    }
    if (offer(part) instanceof Refused refused) {
      synchronized (lock) {
        if (stopped) {
          drop(part);
        } else {
          backlog.add(part);
          armRetry(refused.retryAfter());
        }
      }
    }
  }

  /** Offers a part to the next consumer; unless it is refused, it is no longer held. */
  private ConsumeResult offer(SpanBatch part) {
    ConsumeResult result = next.consume(part);
    switch (result) {
      case Refused _ -> {}
      case Accepted _ -> {
        metrics.sent(part);
        release(part);
      }
      case Rejected rejected -> {
        metrics.dropped(part.spanCount(), "rejected");
        rejections.warn(
            "the next consumer rejected {} spans: {}", part.spanCount(), rejected.reason());
        release(part);
      }
    }
    return result;
  }

  private void armRetry(Duration wish) {
    if (retryTimer == null && !stopping) {
      Duration delay = wish.compareTo(RETRY_AT_LEAST) < 0 ? RETRY_AT_LEAST : wish;
      delay = delay.compareTo(RETRY_AT_MOST) > 0 ? RETRY_AT_MOST : delay;
      retryTimer = clock.schedule(delay, this::retry);
    }
  }

  private void retry() {
    Duration wait = offerBacklog();
    synchronized (lock) {
      retryTimer = null;
      if (!backlog.isEmpty()) {
        armRetry(wait);
      }
    }
  }

  /** Offers the backlog in order until a part is refused; gives the wait that was asked for. */
  private Duration offerBacklog() {
    while (true) {
      SpanBatch part;
      synchronized (lock) {
        part = backlog.poll();
        if (part == null) {
          return Duration.ZERO;
        }
        sending++;
      }
      ConsumeResult result = offer(part);
      synchronized (lock) {
        sending--;
        if (result instanceof Refused refused) {
          if (stopped) {
            drop(part);
          } else {
            backlog.addFirst(part);
          }
          return refused.retryAfter();
        }
      }
    }
  }

  @Override
  public void stop(Deadline deadline) {
    List<SpanBatch> due = List.of();
    synchronized (lock) {
      if (stopping) {
        return;
      }
      stopping = true;
      if (retryTimer != null) {
        retryTimer.cancel();
      }
      if (!held.isEmpty()) {
        due = takeHeld();
      }
    }
    send(due, false);
    var _ = offerBacklog();
    while (!isDrained() && !deadline.isExpired()) {
      LockSupport.parkNanos(Math.min(STOP_POLL_NANOS, deadline.remainingNanos()));
      var _ = offerBacklog();
    }
    dropBacklog();
  }

  private boolean isDrained() {
    synchronized (lock) {
      return backlog.isEmpty() && sending == 0;
    }
  }

  private void dropBacklog() {
    synchronized (lock) {
      stopped = true;
      backlog.forEach(this::drop);
      backlog.clear();
    }
  }

  private void drop(SpanBatch part) {
    metrics.dropped(part.spanCount(), "stopped");
    release(part);
  }
}
