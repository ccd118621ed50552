// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import java.util.Arrays;

/**
 * Remembers trace IDs after their decision, with one number each, in the order of use: when it is
 * full the entry that was used least recently goes. Flat arrays, 36 bytes an entry plus the
 * buckets, that grow to the capacity only as far as it is needed.
 *
 * <p>Used under the shard's lock.
 */
public final class DecisionCache {

  /** What {@link #get} answers for an ID that is not there. */
  public static final int ABSENT = -1;

  private static final int NONE = -1;

  private final int capacity;
  private final long seed;
  private long[] ids = new long[32];
  private int[] value = new int[16];
  private int[] older = new int[16];
  private int[] newer = new int[16];
  private int[] nextInBucket = new int[16];
  private int[] buckets = new int[32];
  private int oldest = NONE;
  private int newest = NONE;
  private int size;
  private int used;
  private int firstFree = NONE;

  /**
   * Makes an empty cache.
   *
   * @param capacity the most entries; 0 makes a cache that remembers nothing
   * @param seed what trace IDs are mixed with
   */
  public DecisionCache(int capacity, long seed) {
    this.capacity = capacity;
    this.seed = seed;
    Arrays.fill(buckets, NONE);
  }

  /** The number of entries. */
  public int size() {
    return size;
  }

  /** The number remembered for a trace, or {@link #ABSENT}; this is a use of the entry. */
  public int get(long high, long low) {
    int e = find(high, low);
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
    int e = find(high, low);
    return e == NONE ? ABSENT : value[e];
  }

  /** Remembers a number (expected: >= 0) for a trace, in place of the entry used least recently. */
  public void put(long high, long low, int number) {
    if (capacity == 0) {
      return;
    }
    int e = find(high, low);
    if (e != NONE) {
      value[e] = number;
      unlink(e);
      linkNewest(e);
      return;
    }
    if (size == capacity) {
      removeOldest();
    }
    e = newEntry();
    ids[2 * e] = high;
    ids[2 * e + 1] = low;
    value[e] = number;
    int bucket = bucket(high, low);
    nextInBucket[e] = buckets[bucket];
    buckets[bucket] = e;
    linkNewest(e);
    size++;
  }

  /** Forgets a trace; nothing happens if it is not there. */
  public void remove(long high, long low) {
    int e = find(high, low);
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

  private int find(long high, long low) {
    for (int e = buckets[bucket(high, low)]; e != NONE; e = nextInBucket[e]) {
      if (ids[2 * e + 1] == low && ids[2 * e] == high) {
        return e;
      }
    }
    return NONE;
  }

  private int bucket(long high, long low) {
    return TraceIdHash.hash(high, low, seed) & (buckets.length - 1);
  }

  private int newEntry() {
    if (firstFree != NONE) {
      int e = firstFree;
      firstFree = nextInBucket[e];
      return e;
    }
    if (used == value.length) {
      grow();
    }
    return used++;
  }

  private void grow() {
    int next = value.length * 2;
    ids = Arrays.copyOf(ids, 2 * next);
    value = Arrays.copyOf(value, next);
    older = Arrays.copyOf(older, next);
    newer = Arrays.copyOf(newer, next);
    nextInBucket = Arrays.copyOf(nextInBucket, next);
    buckets = new int[2 * next];
    Arrays.fill(buckets, NONE);
    for (int e = oldest; e != NONE; e = newer[e]) {
      int bucket = bucket(ids[2 * e], ids[2 * e + 1]);
      nextInBucket[e] = buckets[bucket];
      buckets[bucket] = e;
    }
  }

  private void remove(int e) {
    int bucket = bucket(ids[2 * e], ids[2 * e + 1]);
    if (buckets[bucket] == e) {
      buckets[bucket] = nextInBucket[e];
    } else {
      int before = buckets[bucket];
      while (nextInBucket[before] != e) {
        before = nextInBucket[before];
      }
      nextInBucket[before] = nextInBucket[e];
    }
    unlink(e);
    nextInBucket[e] = firstFree;
    firstFree = e;
    size--;
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
