// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.LongTable;

/**
 * Remembers trace IDs after their decision, with one number each, in the order of use: when it is
 * full the entry that was used least recently goes. Lies outside the heap, and grows to the
 * capacity only as far as it is needed.
 *
 * <p>Used under the shard's lock. Freed by {@link #close()}.
 */
public final class DecisionCache implements AutoCloseable {

  /** The most bytes that an entry takes: 32 for itself and up to 32 in the index. */
  public static final int ENTRY_BYTES = 64;

  /** What {@link #get} answers for an ID that is not there. */
  public static final int ABSENT = TraceIdMap.ABSENT;

  private static final int NONE = -1;

  /** An entry: trace ID, the remembered number, and its neighbours in the order of use. */
  private static final long STRIDE = 4;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int NUMBER = 2;
  private static final int NEIGHBOURS = 3;

  private final int capacity;
  private final EntryIds index;
  private final LongTable entries;
  private int oldest = NONE;
  private int newest = NONE;
  private int used;
  private int firstFree = NONE;

  /** What {@link #readAhead} read; kept so that it is not optimized away. */
  @SuppressWarnings("UnusedVariable")
  private long readAhead;

  /** From the trace ID to the entry, which holds the ID. */
  private final class EntryIds extends TraceIdMap {

    EntryIds(long seed) {
      super(seed, 0);
    }

    @Override
    boolean isAt(int entry, long high, long low) {
      return entries.get(ID_LOW + STRIDE * entry) == low
          && entries.get(ID_HIGH + STRIDE * entry) == high;
    }
  }

  /**
   * Makes an empty cache.
   *
   * @param capacity the most entries; 0 makes a cache that remembers nothing
   * @param seed what trace IDs are mixed with
   */
  public DecisionCache(int capacity, long seed) {
    this.capacity = capacity;
    index = new EntryIds(seed);
    entries = new LongTable(STRIDE * Math.max(1, capacity));
  }

  /** The number of entries. */
  public int size() {
    return index.size();
  }

  /**
   * Prepares looking for traces.
   *
   * @param hashes as {@link TraceBuffer#hash} gives them for the same seed
   */
  public void readAhead(int[] hashes, int count) {
    if (capacity > 0) {
      readAhead ^= index.readAhead(hashes, count);
    }
  }

  /**
   * Prepares forgetting the entries that {@code count} new ones would take the place of.
   *
   * @param scratch room for that many numbers
   */
  public void readAheadOldest(int[] scratch, int count) {
    int leaving = Math.min(size(), count - (capacity - size()));
    int e = oldest;
    for (int i = 0; i < leaving; i++) {
      scratch[i] = index.hash(entries.get(ID_HIGH + STRIDE * e), entries.get(ID_LOW + STRIDE * e));
      e = newer(e);
    }
    readAhead ^= index.readAhead(scratch, leaving);
  }

  /** The number remembered for a trace, or {@link #ABSENT}; this is a use of the entry. */
  public int get(long high, long low) {
    if (capacity == 0) {
      return ABSENT;
    }
    int e = index.get(high, low);
    if (e == NONE) {
      return ABSENT;
    }
    if (e != newest) {
      unlink(e);
      linkNewest(e);
    }
    return number(e);
  }

  /** The number remembered for a trace, or {@link #ABSENT}; the order stays as it is. */
  public int peek(long high, long low) {
    int e = capacity == 0 ? NONE : index.get(high, low);
    return e == NONE ? ABSENT : number(e);
  }

  /** Remembers a number (expected: >= 0) for a trace, in place of the entry used least recently. */
  public void put(long high, long low, int number) {
    if (capacity == 0) {
      return;
    }
    int e = index.get(high, low);
    if (e != NONE) {
      entries.set(NUMBER + STRIDE * e, number);
      unlink(e);
      linkNewest(e);
      return;
    }
    if (size() == capacity) {
      remove(oldest);
    }
    if (!index.hasRoomFor(1)) {
      index.grow();
    }
    e = newEntry();
    entries.set(ID_HIGH + STRIDE * e, high);
    entries.set(ID_LOW + STRIDE * e, low);
    entries.set(NUMBER + STRIDE * e, number);
    linkNewest(e);
    index.put(index.hash(high, low), e);
  }

  /** Forgets a trace; nothing happens if it is not there. */
  public void remove(long high, long low) {
    int e = index.get(high, low);
    if (e != NONE) {
      remove(e);
    }
  }

  /** Forgets the entry used least recently; whether there was one. */
  public boolean removeOldest() {
    if (oldest == NONE) {
      return false;
    }
    remove(oldest);
    return true;
  }

  private int number(int e) {
    return (int) entries.get(NUMBER + STRIDE * e);
  }

  private int older(int e) {
    return (int) (entries.get(NEIGHBOURS + STRIDE * e) >>> 32);
  }

  private int newer(int e) {
    return (int) entries.get(NEIGHBOURS + STRIDE * e);
  }

  private void putNeighbours(int e, int older, int newer) {
    entries.set(NEIGHBOURS + STRIDE * e, ((long) older << 32) | (newer & 0xFFFFFFFFL));
  }

  private void remove(int e) {
    index.remove(entries.get(ID_HIGH + STRIDE * e), entries.get(ID_LOW + STRIDE * e), e);
    unlink(e);
    putNeighbours(e, NONE, firstFree);
    firstFree = e;
  }

  private int newEntry() {
    if (firstFree != NONE) {
      int e = firstFree;
      firstFree = newer(e);
      return e;
    }
    return used++;
  }

  private void linkNewest(int e) {
    putNeighbours(e, newest, NONE);
    if (newest == NONE) {
      oldest = e;
    } else {
      putNeighbours(newest, older(newest), e);
    }
    newest = e;
  }

  private void unlink(int e) {
    int older = older(e);
    int newer = newer(e);
    if (older == NONE) {
      oldest = newer;
    } else {
      putNeighbours(older, older(older), newer);
    }
    if (newer == NONE) {
      newest = older;
    } else {
      putNeighbours(newer, older, newer(newer));
    }
  }

  /** Frees the cache. */
  @Override
  public void close() {
    index.close();
    entries.close();
  }
}
