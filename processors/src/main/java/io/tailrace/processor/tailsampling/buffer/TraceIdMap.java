// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.PageSlab;

/**
 * From the 128-bit trace ID to the trace's first page: open addressing with linear probing, 8 bytes
 * a slot, at most three quarters full. A slot holds 32 bits of the hash and the page; the full ID
 * is compared in the page itself.
 *
 * <p>Trace IDs are chosen by clients, so they are mixed with the process's random seed: nobody can
 * make them collide on purpose.
 */
final class TraceIdMap {

  private static final long EMPTY = -1;

  private final PageSlab slab;
  private final Allowance allowance;
  private final long seed;
  private long[] table;
  private int mask;
  private int size;

  TraceIdMap(PageSlab slab, Allowance allowance, long seed, int initialCapacity) {
    this.slab = slab;
    this.allowance = allowance;
    this.seed = seed;
    int slots = Integer.highestOneBit(Math.max(64, initialCapacity) * 2 - 1);
    table = emptyTable(slots);
    mask = slots - 1;
    allowance.take((long) slots * Long.BYTES);
  }

  private static long[] emptyTable(int slots) {
    long[] made = new long[slots];
    java.util.Arrays.fill(made, EMPTY);
    return made;
  }

  int size() {
    return size;
  }

  long bytes() {
    return (long) table.length * Long.BYTES;
  }

  /** The first page of the trace, or {@link PageSlab#NO_PAGE}. */
  int get(long high, long low) {
    int hash = TraceIdHash.hash(high, low, seed);
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      long slot = table[i];
      if (slot == EMPTY) {
        return PageSlab.NO_PAGE;
      }
      if ((int) (slot >>> 32) == hash) {
        int page = (int) slot;
        if (slab.getLong(page, TraceLayout.ID_LOW) == low
            && slab.getLong(page, TraceLayout.ID_HIGH) == high) {
          return page;
        }
      }
    }
  }

  /** Whether one more trace fits, growing the table if the allowance lets it. */
  boolean ensureRoom(int more) {
    while (size + more > table.length - (table.length >>> 2)) {
      if (table.length >= 1 << 29 || !allowance.take(bytes())) {
        return false;
      }
      grow();
    }
    return true;
  }

  private void grow() {
    long[] old = table;
    table = emptyTable(old.length * 2);
    mask = table.length - 1;
    for (long slot : old) {
      if (slot != EMPTY) {
        insert(slot);
      }
    }
  }

  /** Adds a trace that is not there; the caller made room. */
  void put(long high, long low, int page) {
    int hash = TraceIdHash.hash(high, low, seed);
    insert(((long) hash << 32) | page);
    size++;
  }

  private void insert(long slot) {
    int i = (int) (slot >>> 32) & mask;
    while (table[i] != EMPTY) {
      i = (i + 1) & mask;
    }
    table[i] = slot;
  }

  /** Removes the trace with this first page. */
  void remove(long high, long low, int page) {
    int hash = TraceIdHash.hash(high, low, seed);
    int i = hash & mask;
    while ((int) table[i] != page || table[i] == EMPTY) {
      i = (i + 1) & mask;
    }
    closeGap(i);
    size--;
  }

  /** Moves later entries of the probe sequence into the gap, so that none is cut off from it. */
  private void closeGap(int start) {
    int gap = start;
    for (int i = (gap + 1) & mask; table[i] != EMPTY; i = (i + 1) & mask) {
      int home = (int) (table[i] >>> 32) & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        table[gap] = table[i];
        gap = i;
      }
    }
    table[gap] = EMPTY;
  }
}
