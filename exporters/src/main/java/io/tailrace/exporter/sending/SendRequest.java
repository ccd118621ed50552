// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.SpanBatch;
import io.tailrace.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes one request to the backend, from the queue to its outcome. Its fields belong to the
 * worker that has it; what is marked so is guarded by the lock of {@link SendingQueue}.
 */
final class SendRequest {

  /** The batches it was made of; empty once it is prepared. */
  List<SpanBatch> parts;

  /** What it counts in the queue's sizer. Guarded by the queue's lock. */
  long units;

  /** What it has reserved in the memory budget. Guarded by the queue's lock. */
  long reservedBytes;

  /** The number of its spans. */
  int spans;

  /** Whether it is small enough to leave as it is. */
  boolean isSplit;

  @Nullable PreparedRequest prepared;
  @Nullable Backoff backoff;

  /** Set while it waits for another attempt. Guarded by the queue's lock. */
  Clock.@Nullable Scheduled retryTimer;

  /** Whether the backend asked for the pause that it is in. Guarded by the queue's lock. */
  boolean isThrottled;

  SendRequest(List<SpanBatch> parts, long units) {
    this.parts = parts;
    this.units = units;
    for (SpanBatch part : parts) {
      spans += part.spanCount();
      reservedBytes += part.length();
    }
  }
}
