// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import java.util.Arrays;

/**
 * Remembers trace IDs after their decision, with one number each, in the order of use: when it is
 * full the entry that was used least recently goes. Flat arrays, 28 bytes an entry plus 11 to 21 of
 * index, that grow to the capacity only as far as it is needed.
 *
 * <p>Used under the shard's lock.
 */
public final class DecisionCache {

  /** What {@link #get} answers for an ID that is not there. */
  public static final int ABSENT = TraceIdMap.ABSENT;

  private static final int NONE = -1;

  private final int capacity;
  private final EntryIds index;
  private long[] ids = new long[32];
  private int[] value = new int[16];
  private int[] older = new int[16];
  private int[] newer = new int[16];
  private int oldest = NONE;
  private int newest = NONE;
  private int used;
  private int firstFree = NONE;

  /** From the trace ID to the entry, which holds the ID. */
  private final class EntryIds extends TraceIdMap {

    EntryIds(long seed) {
      super(seed, 0);
    }

    @Override
    boolean isAt(int entry, long high, long low) {
      return ids[2 * entry + 1] == low && ids[2 * entry] == high;
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
  }

  /** The number of entries. */
  public int size() {
    return index.size();
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
    return value[e];
  }

  /** The number remembered for a trace, or {@link #ABSENT}; the order stays as it is. */
  public int peek(long high, long low) {
    int e = capacity == 0 ? NONE : index.get(high, low);
    return e == NONE ? ABSENT : value[e];
  }

  /** Remembers a number (expected: >= 0) for a trace, in place of the entry used least recently. */
  public void put(long high, long low, int number) {
    if (capacity == 0) {
      return;
    }
    int e = index.get(high, low);
    if (e != NONE) {
      value[e] = number;
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
    ids[2 * e] = high;
    ids[2 * e + 1] = low;
    value[e] = number;
    linkNewest(e);
    index.put(high, low, e);
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

  private void remove(int e) {
    index.remove(ids[2 * e], ids[2 * e + 1], e);
    unlink(e);
    newer[e] = firstFree;
    firstFree = e;
  }

  private int newEntry() {
    if (firstFree != NONE) {
      int e = firstFree;
      firstFree = newer[e];
      return e;
    }
    if (used == value.length) {
      int next = used * 2;
      ids = Arrays.copyOf(ids, 2 * next);
      value = Arrays.copyOf(value, next);
      older = Arrays.copyOf(older, next);
      newer = Arrays.copyOf(newer, next);
    }
    return used++;
  }

  private void linkNewest(int e) {
    older[e] = newest;
    newer[e] = NONE;
    if (newest == NONE) {
      oldest = e;
    } else {
      newer[newest] = e;
    }
    newest = e;
  }

  private void unlink(int e) {
    if (older[e] == NONE) {
      oldest = newer[e];
    } else {
      newer[older[e]] = newer[e];
    }
    if (newer[e] == NONE) {
      newest = older[e];
    } else {
      older[newer[e]] = older[e];
    }
  }
}
