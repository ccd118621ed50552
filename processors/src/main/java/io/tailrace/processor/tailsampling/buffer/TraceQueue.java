// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.ExtentSlab;

/**
 * The traces that wait for the same thing, oldest first: a doubly linked list through the traces'
 * own first extents.
 */
final class TraceQueue {

  private final ExtentSlab slab;
  private final int number;
  private int oldest = ExtentSlab.NO_EXTENT;
  private int newest = ExtentSlab.NO_EXTENT;
  private int size;

  TraceQueue(ExtentSlab slab, int number) {
    this.slab = slab;
    this.number = number;
  }

  int oldest() {
    return oldest;
  }

  int size() {
    return size;
  }

  void add(int trace) {
    slab.putInt(trace, TraceLayout.QUEUE, number);
    slab.putInt(trace, TraceLayout.OLDER, newest);
    slab.putInt(trace, TraceLayout.NEWER, ExtentSlab.NO_EXTENT);
    if (newest == ExtentSlab.NO_EXTENT) {
      oldest = trace;
    } else {
      slab.putInt(newest, TraceLayout.NEWER, trace);
    }
    newest = trace;
    size++;
  }

  void remove(int trace) {
    int older = slab.getInt(trace, TraceLayout.OLDER);
    int newer = slab.getInt(trace, TraceLayout.NEWER);
    if (older == ExtentSlab.NO_EXTENT) {
      oldest = newer;
    } else {
      slab.putInt(older, TraceLayout.NEWER, newer);
    }
    if (newer == ExtentSlab.NO_EXTENT) {
      newest = older;
    } else {
      slab.putInt(newer, TraceLayout.OLDER, older);
    }
    size--;
  }
}
