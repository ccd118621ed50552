// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import io.tailrace.otlp.SpanBatch;
import java.util.ArrayList;
import java.util.List;

/** What waits to become a batch, in the order of arrival. Guarded by its owner's lock. */
final class HeldSpans {

  private List<SpanBatch> batches = new ArrayList<>();
  private long spans;

  void add(SpanBatch batch) {
    batches.add(batch);
    spans += batch.spanCount();
  }

  /** Puts back what was taken, before what has come since. */
  void addFirst(SpanBatch batch) {
    batches.addFirst(batch);
    spans += batch.spanCount();
  }

  List<SpanBatch> takeAll() {
    List<SpanBatch> all = batches;
    batches = new ArrayList<>();
    spans = 0;
    return all;
  }

  long spans() {
    return spans;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }
}
