// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.ExtentSlab;
import io.tailrace.memory.RecordTable;

/** Walks the records of a trace in the order in which they were appended. */
final class RecordCursor {

  private final RecordTable heads;
  private final ExtentSlab slab;
  private int lastExtent;
  private int lastFill;
  private int extent;
  private int extentBytes;
  private int position;
  private int context;
  private int length;

  RecordCursor(RecordTable heads, ExtentSlab slab) {
    this.heads = heads;
    this.slab = slab;
  }

  /** Moves before the first record of a trace. */
  void start(int trace) {
    enter(heads.getInt(trace, TraceLayout.FIRST_EXTENT));
    length = 0;
    lastExtent = heads.getInt(trace, TraceLayout.LAST_EXTENT);
    lastFill = heads.getInt(trace, TraceLayout.FILL);
  }

  /** Moves to the body of the next record; whether there is one. */
  boolean next() {
    if (extent == lastExtent && position >= lastFill) {
      return false;
    }
    if (extentBytes - position < TraceLayout.RECORD_HEAD) {
      nextExtent();
    }
    context = slab.getInt(extent, position);
    length = slab.getInt(extent, position + 4);
    position += TraceLayout.RECORD_HEAD;
    return true;
  }

  private void nextExtent() {
    enter(slab.next(extent));
  }

  private void enter(int next) {
    extent = next;
    extentBytes = slab.pages(next) * slab.pageBytes();
    position = TraceLayout.FIRST_RECORD;
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
      if (position == extentBytes) {
        nextExtent();
      }
      int part = Math.min(end - at, extentBytes - position);
      slab.read(extent, position, target, at, part);
      at += part;
      position += part;
    }
    length -= count;
    if (length == 0) {
      position = TraceLayout.align(position);
    }
  }

  private int step() {
    if (position == extentBytes) {
      nextExtent();
    }
    int part = Math.min(length, extentBytes - position);
    position += part;
    return part;
  }
}
