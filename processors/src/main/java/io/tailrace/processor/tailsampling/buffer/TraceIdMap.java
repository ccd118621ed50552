// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import java.util.Arrays;

/**
 * From the 128-bit trace ID to a number: open addressing with linear probing, 8 bytes a slot, at
 * most three quarters full. A slot holds 32 bits of the hash and the number; the ID itself lies
 * where the number points, and is looked at only if those bits agree.
 *
 * <p>Trace IDs are chosen by clients, so they are mixed with the process's random seed: nobody can
 * make them collide on purpose.
 */
abstract class TraceIdMap {

  /** What {@link #get} answers if the ID is not there. */
  static final int ABSENT = -1;

  private static final long EMPTY = -1;

  private final long seed;
  private long[] table;
  private int mask;
  private int size;

  /**
   * Makes an empty map.
   *
   * @param seed what trace IDs are mixed with
   * @param expected how many IDs there is room for without growing
   */
  TraceIdMap(long seed, int expected) {
    this.seed = seed;
    table = emptyTable(Integer.highestOneBit(Math.max(32, expected) * 2 - 1));
    mask = table.length - 1;
  }

  /** Whether the ID that this number points to is the given one. */
  abstract boolean isAt(int number, long high, long low);

  private static long[] emptyTable(int slots) {
    long[] made = new long[slots];
    Arrays.fill(made, EMPTY);
    return made;
  }

  final int size() {
    return size;
  }

  /** The bytes of the table; growing once takes as many again. */
  final long bytes() {
    return (long) table.length * Long.BYTES;
  }

  /** The number of an ID, or {@link #ABSENT}. */
  final int get(long high, long low) {
    int hash = TraceIdHash.hash(high, low, seed);
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      long slot = table[i];
      if (slot == EMPTY) {
        return ABSENT;
      }
      if ((int) (slot >>> 32) == hash && isAt((int) slot, high, low)) {
        return (int) slot;
      }
    }
  }

  /** Whether {@code more} IDs fit into the table as it is. */
  final boolean hasRoomFor(int more) {
    return size + more <= table.length - (table.length >>> 2);
  }

  /** Doubles the table. */
  final void grow() {
    long[] old = table;
    table = emptyTable(old.length * 2);
    mask = table.length - 1;
    for (long slot : old) {
      if (slot != EMPTY) {
        insert(slot);
      }
    }
  }

  /** Adds an ID that is not there; there must be room. */
  final void put(long high, long low, int number) {
    insert(((long) TraceIdHash.hash(high, low, seed) << 32) | number);
    size++;
  }

  private void insert(long slot) {
    int i = (int) (slot >>> 32) & mask;
    while (table[i] != EMPTY) {
      i = (i + 1) & mask;
    }
    table[i] = slot;
  }

  /** Removes an ID that is there with this number. */
  final void remove(long high, long low, int number) {
    int i = TraceIdHash.hash(high, low, seed) & mask;
    while ((int) table[i] != number || table[i] == EMPTY) {
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
