// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.SpanBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches that wait to become one request. Guarded by the lock of {@link SendingQueue}, which also
 * keeps the flush timer.
 */
final class BatchAccumulator {

  private final BatchConfig config;
  private List<SpanBatch> parts = new ArrayList<>();
  private long size;
  private long bytes;
  private long units;

  BatchAccumulator(BatchConfig config) {
    this.config = config;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /**
   * Whether the batch must not be glued to what is here already, because together they would be
   * larger than a request may be.
   */
  boolean mustFlushBefore(SpanBatch batch) {
    if (parts.isEmpty()) {
      return false;
    }
    long together = size + config.sizer().sizeOf(batch);
    return (config.maxSize() > 0 && together > config.maxSize())
        || bytes + batch.length() > Integer.MAX_VALUE - 8;
  }

  /** Adds a batch; returns whether the request is large enough to leave. */
  boolean add(SpanBatch batch, long batchUnits) {
    parts.add(batch);
    size += config.sizer().sizeOf(batch);
    bytes += batch.length();
    units += batchUnits;
    return size >= config.minSize();
  }

  /** What was added since the last call, as one request; null if nothing was. */
  @Nullable SendRequest take() {
    if (parts.isEmpty()) {
      return null;
    }
    var request = new SendRequest(parts, units);
    parts = new ArrayList<>();
    size = 0;
    bytes = 0;
    units = 0;
    return request;
  }
}
