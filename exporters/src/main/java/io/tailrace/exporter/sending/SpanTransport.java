// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentException;
import io.tailrace.otlp.SpanBatch;

/** One way out of the process, as {@link SendingExporter} drives it. Thread-safe. */
public interface SpanTransport extends AutoCloseable {

  /**
   * Makes ready to send; does not wait for a backend.
   *
   * @throws ComponentException if it can never work, such as a file that cannot be written
   */
  void start();

  /**
   * Encodes a batch. Called on a worker, which may be kept busy; what it throws makes the batch's
   * outcome {@link ExportOutcome.Permanent}.
   *
   * @param batch an owned batch, at least one byte long
   */
  PreparedRequest prepare(SpanBatch batch);

  /**
   * No more requests will come than those that are queued: what is held back to be sent with later
   * ones must go out now, and from now on at once.
   */
  default void drain() {}

  /** Releases everything; requests still in flight complete with any outcome. */
  @Override
  void close();
}
