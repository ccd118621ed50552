// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.RecordTable;
import org.jspecify.annotations.Nullable;

/**
 * The traces that wait for the same thing, oldest first: a doubly linked list through the traces'
 * heads.
 */
final class TraceQueue {

  private final RecordTable heads;
  private final int number;
  private final @Nullable TraceOrder order;
  private int oldest = RecordTable.NONE;
  private int newest = RecordTable.NONE;
  private int size;

  /**
   * Makes an empty queue.
   *
   * @param number what traces in it are marked with
   * @param order where it notes who comes; null if nobody asks for that
   */
  TraceQueue(RecordTable heads, int number, @Nullable TraceOrder order) {
    this.heads = heads;
    this.number = number;
    this.order = order;
  }

  @Nullable TraceOrder order() {
    return order;
  }

  int oldest() {
    return oldest;
  }

  int size() {
    return size;
  }

  /**
   * Adds a trace that is in no queue.
   *
   * @param hash of its ID
   */
  void add(int trace, int hash) {
    if (order != null) {
      heads.putInt(trace, TraceLayout.PLACE, order.note(trace, hash));
    }
    heads.putInt(trace, TraceLayout.QUEUE, number);
    heads.putInt(trace, TraceLayout.OLDER, newest);
    heads.putInt(trace, TraceLayout.NEWER, RecordTable.NONE);
    if (newest == RecordTable.NONE) {
      oldest = trace;
    } else {
      heads.putInt(newest, TraceLayout.NEWER, trace);
    }
    newest = trace;
    size++;
  }

  void remove(int trace) {
    int older = heads.getInt(trace, TraceLayout.OLDER);
    int newer = heads.getInt(trace, TraceLayout.NEWER);
    if (older == RecordTable.NONE) {
      oldest = newer;
    } else {
      heads.putInt(older, TraceLayout.NEWER, newer);
    }
    if (newer == RecordTable.NONE) {
      newest = older;
    } else {
      heads.putInt(newer, TraceLayout.OLDER, older);
    }
    size--;
  }
}
