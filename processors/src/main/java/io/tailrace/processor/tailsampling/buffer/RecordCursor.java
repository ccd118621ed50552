// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.PageSlab;

/** Walks the records of a trace in the order in which they were appended. */
final class RecordCursor {

  private final PageSlab slab;
  private int lastPage;
  private int lastFill;
  private int page;
  private int position;
  private int context;
  private int length;

  RecordCursor(PageSlab slab) {
    this.slab = slab;
  }

  /** Moves before the first record of a trace. */
  void start(int trace) {
    page = trace;
    position = TraceLayout.FIRST_RECORDS;
    length = 0;
    lastPage = slab.getInt(trace, TraceLayout.LAST_PAGE);
    lastFill = slab.getInt(trace, TraceLayout.FILL);
  }

  /** Moves to the body of the next record; whether there is one. */
  boolean next() {
    if (page == lastPage && position >= lastFill) {
      return false;
    }
    if (slab.pageBytes() - position < TraceLayout.RECORD_HEAD) {
      nextPage();
    }
    context = slab.getInt(page, position);
    length = slab.getInt(page, position + 4);
    position += TraceLayout.RECORD_HEAD;
    return true;
  }

  private void nextPage() {
    page = slab.getInt(page, TraceLayout.NEXT_PAGE);
    position = TraceLayout.OTHER_RECORDS;
  }

  int context() {
    return context;
  }

  /** The bytes of the body that were neither read nor skipped yet. */
  int remaining() {
    return length;
  }

  /** Steps over the rest of the body. */
  void skipBody() {
    while (length > 0) {
      length -= step();
    }
    position = TraceLayout.align(position);
  }

  /** Copies the next {@code count} bytes of the body. */
  void read(byte[] target, int to, int count) {
    int at = to;
    int end = to + count;
    while (at < end) {
      if (position == slab.pageBytes()) {
        nextPage();
      }
      int part = Math.min(end - at, slab.pageBytes() - position);
      slab.read(page, position, target, at, part);
      at += part;
      position += part;
    }
    length -= count;
    if (length == 0) {
      position = TraceLayout.align(position);
    }
  }

  private int step() {
    if (position == slab.pageBytes()) {
      nextPage();
    }
    int part = Math.min(length, slab.pageBytes() - position);
    position += part;
    return part;
  }
}
