// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Batches that wait in memory, glued together before they wait. */
final class MemoryStore implements QueueStore {

  private final Optional<BatchConfig> batching;
  private final Optional<BatchAccumulator> accumulator;
  private final MemoryBudget memory;
  private final Clock clock;
  private final ReentrantLock lock;
  private final Runnable onReady;
  private final Deque<SendRequest> waiting = new ArrayDeque<>();
  private boolean isFlushing;
  private Clock.@Nullable Scheduled flushTimer;

  /**
   * Makes an empty store.
   *
   * @param lock the queue's lock
   * @param onReady called without the lock when {@link #poll} may have something
   */
  MemoryStore(QueueConfig config, ComponentContext context, ReentrantLock lock, Runnable onReady) {
    batching = config.batch();
    accumulator = batching.map(BatchAccumulator::new);
    memory = context.memory();
    clock = context.clock();
    this.lock = lock;
    this.onReady = onReady;
  }

  @Override
  public long open() {
    return 0;
  }

  @Override
  public ConsumeResult.@Nullable Rejected rejects(SpanBatch batch) {
    long limit = memory.limit(MemoryTag.SENDING_QUEUE);
    if (batch.length() <= limit) {
      return null;
    }
    return new ConsumeResult.Rejected(
        "batch: "
            + batch.length()
            + " bytes (expected: <= "
            + limit
            + ", the memory limit of sending queues)");
  }

  @Override
  public @Nullable String reserve(SpanBatch batch) {
    return memory.tryReserve(MemoryTag.SENDING_QUEUE, batch.retainedBytes())
        ? null
        : "the memory limit of sending queues is reached";
  }

  @Override
  public void release(SpanBatch batch) {
    memory.release(MemoryTag.SENDING_QUEUE, batch.retainedBytes());
  }

  @Override
  public @Nullable String put(SpanBatch batch, long units) {
    SpanBatch owned;
    try {
      owned = batch.retain(memory.arrays());
    } catch (OutOfMemoryError e) {
      return "out of heap memory";
    }
    memory.reserve(MemoryTag.SENDING_QUEUE, owned.retainedBytes() - batch.retainedBytes());
    lock.lock();
    try {
      if (accumulator.isEmpty()) {
        waiting.addLast(new SendRequest(List.of(owned), units));
      } else {
        accumulate(accumulator.get(), owned, units);
      }
    } finally {
      lock.unlock();
    }
    return null;
  }

  private void accumulate(BatchAccumulator gathered, SpanBatch owned, long units) {
    if (gathered.mustFlushBefore(owned)) {
      flushGathered();
    }
    if (gathered.add(owned, units) || isFlushing) {
      flushGathered();
    } else if (flushTimer == null) {
      flushTimer = clock.schedule(batching.orElseThrow().flushTimeout(), this::flushTimedOut);
    }
  }

  private void flushTimedOut() {
    lock.lock();
    try {
      flushGathered();
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  private void flushGathered() {
    if (flushTimer != null) {
      flushTimer.cancel();
      flushTimer = null;
    }
    accumulator.map(BatchAccumulator::take).ifPresent(waiting::addLast);
  }

  @Override
  public @Nullable SendRequest poll(boolean isOnlyOne) {
    return waiting.pollFirst();
  }

  @Override
  public boolean load(SendRequest request) {
    return true;
  }

  @Override
  public void settled(SendRequest request) {}

  @Override
  public void flush() {
    isFlushing = true;
    flushGathered();
  }

  @Override
  public boolean isDrained() {
    return waiting.isEmpty();
  }

  @Override
  public void stopPolling() {}

  @Override
  public boolean isPersistent() {
    return false;
  }

  @Override
  public void close() {}
}
