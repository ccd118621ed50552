// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sampled spans between the buffer and the next consumer, which may be slow: bounded in bytes. When
 * it is full, nothing is evicted and senders are refused, until the next consumer has taken some.
 * It owns the batches in it. Thread-safe.
 */
final class Outbox {

  private final ConcurrentLinkedQueue<SpanBatch> batches = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final MemoryBudget memory;
  private final long limitBytes;
  private final Runnable wake;

  /**
   * Makes an empty outbox.
   *
   * @param limitBytes the bytes at which it is full; one batch may go beyond
   * @param wake called when there is something to deliver
   */
  Outbox(MemoryBudget memory, long limitBytes, Runnable wake) {
    this.memory = memory;
    this.limitBytes = limitBytes;
    this.wake = wake;
  }

  /** Where arrays for batches come from. */
  ByteArrays arrays() {
    return memory.arrays();
  }

  boolean isFull() {
    return bytes.get() >= limitBytes;
  }

  long bytes() {
    return bytes.get();
  }

  /** Takes over an owned batch. */
  void add(SpanBatch batch) {
    bytes.addAndGet(batch.retainedBytes());
    memory.reserve(MemoryTag.SAMPLED_OUTPUT, batch.retainedBytes());
    batches.add(batch);
    wake.run();
  }

  /** The oldest batch, or null; {@link #remove} it once it is delivered. */
  @Nullable SpanBatch peek() {
    return batches.peek();
  }

  /** Forgets the batch that {@link #peek} answered. */
  void remove(SpanBatch batch) {
    batches.remove(batch);
    bytes.addAndGet(-batch.retainedBytes());
    memory.release(MemoryTag.SAMPLED_OUTPUT, batch.retainedBytes());
    batch.release();
  }
}
