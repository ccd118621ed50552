// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.LongTable;

/**
 * From the 128-bit trace ID to a number: open addressing with linear probing, 8 bytes a slot, at
 * most half full, so that a search ends after a slot or two. A slot holds 32 bits of the hash and
 * the number; the ID itself lies where the number points, and is looked at only if those bits
 * agree.
 *
 * <p>Trace IDs are chosen by clients, so they are mixed with the process's random seed: nobody can
 * make them collide on purpose.
 */
abstract class TraceIdMap implements AutoCloseable {

  /** What {@link #get} answers if the ID is not there. */
  static final int ABSENT = -1;

  /** Slots hold the hash and the number plus one, so that a new table is empty. */
  private static final long EMPTY = 0;

  private final long seed;
  private LongTable table;
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
    int slots = Integer.highestOneBit(Math.max(32, expected) * 4 - 1);
    table = new LongTable(slots);
    mask = slots - 1;
  }

  /** Whether the ID that this number points to is the given one. */
  abstract boolean isAt(int number, long high, long low);

  private static int hashOf(long slot) {
    return (int) (slot >>> 32);
  }

  private static int numberOf(long slot) {
    return (int) slot - 1;
  }

  final int size() {
    return size;
  }

  /** The number of slots, a power of two. */
  final int slots() {
    return mask + 1;
  }

  /** The bytes of the table; growing once takes as many again. */
  final long bytes() {
    return (mask + 1L) * Long.BYTES;
  }

  /** The hash of an ID. */
  final int hash(long high, long low) {
    return TraceIdHash.hash(high, low, seed);
  }

  /**
   * Reads where the IDs with these hashes would be found. Searching for one after the other waits
   * for main memory every time; here the processor fetches a dozen at once, because there is
   * nothing between the reads that it would have to do first.
   *
   * @return something, so that reading is not optimized away
   */
  final long readAhead(int[] hashes, int count) {
    long read = 0;
    for (int i = 0; i < count; i++) {
      read ^= table.get(hashes[i] & mask);
    }
    return read;
  }

  /** The number of an ID, or {@link #ABSENT}. */
  final int get(long high, long low) {
    int hash = TraceIdHash.hash(high, low, seed);
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      long slot = table.get(i);
      if (slot == EMPTY) {
        return ABSENT;
      }
      if (hashOf(slot) == hash && isAt(numberOf(slot), high, low)) {
        return numberOf(slot);
      }
    }
  }

  /** Whether {@code more} IDs fit into the table as it is. */
  final boolean hasRoomFor(int more) {
    return size + more <= mask >>> 1;
  }

  /** Doubles the table. */
  final void grow() {
    try (LongTable old = table) {
      int slots = mask + 1;
      table = new LongTable(slots * 2L);
      mask = slots * 2 - 1;
      for (int i = 0; i < slots; i++) {
        long slot = old.get(i);
        if (slot != EMPTY) {
          insert(slot);
        }
      }
    }
  }

  /** Adds an ID that is not there, by its {@link #hash}; there must be room. */
  final void put(int hash, int number) {
    insert(((long) hash << 32) | (number + 1));
    size++;
  }

  private void insert(long slot) {
    int i = hashOf(slot) & mask;
    while (table.get(i) != EMPTY) {
      i = (i + 1) & mask;
    }
    table.set(i, slot);
  }

  /** Removes an ID that is there with this number. */
  final void remove(long high, long low, int number) {
    int i = TraceIdHash.hash(high, low, seed) & mask;
    while (numberOf(table.get(i)) != number) {
      i = (i + 1) & mask;
    }
    closeGap(i);
    size--;
  }

  /** Moves later entries of the probe sequence into the gap, so that none is cut off from it. */
  private void closeGap(int start) {
    int gap = start;
    int i = (gap + 1) & mask;
    for (long slot = table.get(i); slot != EMPTY; slot = table.get(i)) {
      int home = hashOf(slot) & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        table.set(gap, slot);
        gap = i;
      }
      i = (i + 1) & mask;
    }
    table.set(gap, EMPTY);
  }

  /** Frees the table. */
  @Override
  public final void close() {
    table.close();
  }
}
