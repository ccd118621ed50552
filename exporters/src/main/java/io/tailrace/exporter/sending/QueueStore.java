// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import org.jspecify.annotations.Nullable;

/**
 * Where the batches of a {@link SendingQueue} wait for a consumer. What is marked so is called with
 * the queue's lock and must not wait for anything; everything else is called without.
 */
sealed interface QueueStore permits MemoryStore, LogStore {

  /**
   * Opens the store.
   *
   * @return what it has from before, in the queue's units
   * @throws io.tailrace.component.ComponentException if it cannot be used
   */
  long open();

  /** Whether a batch can never be taken, however empty the store is; null if it can. */
  ConsumeResult.@Nullable Rejected rejects(SpanBatch batch);

  /** Reserves room for a batch; null if there is. With the lock. */
  @Nullable String reserve(SpanBatch batch);

  /** Gives back what {@link #reserve} took. With the lock. */
  void release(SpanBatch batch);

  /**
   * Takes a batch for which there is room.
   *
   * @return null if it was taken, otherwise why not
   */
  @Nullable String put(SpanBatch batch, long units);

  /** The next request; null if there is none now. With the lock. */
  @Nullable SendRequest poll(boolean isOnlyOne);

  /**
   * Completes a request that was polled unread.
   *
   * @return whether there was anything to read; otherwise the request is void
   */
  boolean load(SendRequest request);

  /** Lets go of what a settled request holds in the store. */
  void settled(SendRequest request);

  /** Lets what has gathered go, whatever its size, now and from now on. With the lock. */
  void flush();

  /** Whether nothing waits that could be polled. With the lock. */
  boolean isDrained();

  /** Nothing is polled any more. With the lock. */
  void stopPolling();

  /** Whether what is left when the collector stops is still there when it starts again. */
  boolean isPersistent();

  void close();
}
