// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.PageSlab;

/**
 * The traces that wait for the same thing, oldest first: a doubly linked list through the traces'
 * own first pages.
 */
final class TraceQueue {

  private final PageSlab slab;
  private final int number;
  private int oldest = PageSlab.NO_PAGE;
  private int newest = PageSlab.NO_PAGE;
  private int size;

  TraceQueue(PageSlab slab, int number) {
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
    slab.putInt(trace, TraceLayout.NEWER, PageSlab.NO_PAGE);
    if (newest == PageSlab.NO_PAGE) {
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
    if (older == PageSlab.NO_PAGE) {
      oldest = newer;
    } else {
      slab.putInt(older, TraceLayout.NEWER, newer);
    }
    if (newer == PageSlab.NO_PAGE) {
      newest = older;
    } else {
      slab.putInt(newer, TraceLayout.OLDER, older);
    }
    size--;
  }
}
