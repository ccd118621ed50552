// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentException;
import io.tailrace.otlp.SpanBatch;
import java.util.List;

/** One way out of the process, as {@link SendingExporter} drives it. Thread-safe. */
public interface SpanTransport extends AutoCloseable {

  /**
   * Makes ready to send; does not wait for a backend.
   *
   * @throws ComponentException if it can never work, such as a file that cannot be written
   */
  void start();

  /**
   * The requests that a batch must become, because not all of its spans may go in one. Called on a
   * worker before {@link #prepare}, which gets them one by one.
   *
   * @param batch an owned batch, at least one byte long; stays the caller's
   * @return batches that the caller owns; the given one alone if it can stay whole
   */
  default List<SpanBatch> partition(SpanBatch batch) {
    return List.of(batch);
  }

  /**
   * Encodes a batch. Called on a worker, which may be kept busy; what it throws makes the batch's
   * outcome {@link ExportOutcome.Permanent}.
   *
   * @param batch an owned batch, at least one byte long; it stays the caller's, and a request that
   *     needs it for longer than the call retains it
   */
  PreparedRequest prepare(SpanBatch batch);

  /**
   * Whether an outcome may be {@link ExportOutcome.Invalid}, {@link ExportOutcome.TooLarge} or
   * {@link ExportOutcome.RefusedInPart}, so that a batch is kept beside what was prepared of it
   * until it is taken.
   */
  default boolean refusesBatches() {
    return true;
  }

  /**
   * No more requests will come than those that are queued: what is held back to be sent with later
   * ones must go out now, and from now on at once.
   */
  default void drain() {}

  /** Releases everything; requests still in flight complete with any outcome. */
  @Override
  void close();
}
