// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/**
 * Byte strings kept once and counted by those who use them. Numbers of entries are small and dense.
 * What nobody uses stays until room is needed, because the next request of the same client brings
 * it again.
 */
final class InternTable {

  /** What {@link #intern} answers if there is no room. */
  static final int NONE = -1;

  /** Heap bytes of an entry beyond its content: array header, map slots and counters. */
  private static final int ENTRY_BYTES = 64;

  /** In place of a count: the entry is on the free list. */
  private static final int REMOVED = -1;

  private final Allowance allowance;
  private final long capBytes;
  private final CRC32C crc = new CRC32C();

  private byte[][] content = new byte[16][];
  private int[] owner = new int[16];
  private int[] hash = new int[16];
  private int[] holders = new int[16];
  private long[] lastUse = new long[16];
  private int[] nextInBucket = new int[16];
  private int[] buckets = new int[32];
  private int entries;
  private int firstFree = NONE;
  private long bytes;
  private boolean lastWasAdded;

  InternTable(Allowance allowance, long capBytes) {
    this.allowance = allowance;
    this.capBytes = capBytes;
    Arrays.fill(buckets, NONE);
  }

  /** The bytes that the entries hold. */
  long bytes() {
    return bytes;
  }

  byte[] content(int entry) {
    return content[entry];
  }

  /** The number that the entry was interned with. */
  int owner(int entry) {
    return owner[entry];
  }

  /** One more than the largest entry number in use. */
  int entries() {
    return entries;
  }

  /** Whether the entry that {@link #intern} answered last is new. */
  boolean lastWasAdded() {
    return lastWasAdded;
  }

  /** Keeps the entry from being forgotten until {@link #release}. */
  void hold(int entry) {
    holders[entry]++;
  }

  /** Ends what {@link #hold} began; the entry counts as used at this time. */
  void release(int entry, long nowNanos) {
    holders[entry]--;
    lastUse[entry] = nowNanos;
  }

  /**
   * Finds or adds {@code source[offset, offset + length)} under {@code entryOwner}.
   *
   * @return its entry, or {@link #NONE} if it is new and there is no room for it
   */
  int intern(byte[] source, int offset, int length, int entryOwner) {
    lastWasAdded = false;
    crc.reset();
    crc.update(source, offset, length);
    int h = (int) crc.getValue() * 31 + entryOwner;
    for (int e = buckets[h & (buckets.length - 1)]; e != NONE; e = nextInBucket[e]) {
      if (hash[e] == h
          && owner[e] == entryOwner
          && Arrays.equals(content[e], 0, content[e].length, source, offset, offset + length)) {
        return e;
      }
    }
    if (bytes + length + ENTRY_BYTES > capBytes || !allowance.take(length + ENTRY_BYTES)) {
      return NONE;
    }
    return add(Arrays.copyOfRange(source, offset, offset + length), h, entryOwner);
  }

  private int add(byte[] made, int h, int entryOwner) {
    int e = firstFree;
    if (e != NONE) {
      firstFree = nextInBucket[e];
    } else {
      e = entries++;
      if (e == hash.length) {
        grow();
      }
    }
    content[e] = made;
    owner[e] = entryOwner;
    hash[e] = h;
    holders[e] = 0;
    lastWasAdded = true;
    link(e);
    bytes += made.length + ENTRY_BYTES;
    return e;
  }

  private void link(int e) {
    int bucket = hash[e] & (buckets.length - 1);
    nextInBucket[e] = buckets[bucket];
    buckets[bucket] = e;
  }

  private void grow() {
    int capacity = hash.length * 2;
    content = Arrays.copyOf(content, capacity);
    owner = Arrays.copyOf(owner, capacity);
    hash = Arrays.copyOf(hash, capacity);
    holders = Arrays.copyOf(holders, capacity);
    lastUse = Arrays.copyOf(lastUse, capacity);
    nextInBucket = Arrays.copyOf(nextInBucket, capacity);
    buckets = new int[capacity * 2];
    Arrays.fill(buckets, NONE);
    for (int e = 0; e < entries - 1; e++) {
      if (holders[e] != REMOVED) {
        link(e);
      }
    }
  }

  /**
   * Removes the entries that nobody holds and that were not used since {@code nanos}.
   *
   * @param removed told the owner of each
   */
  void removeUnusedSince(long nanos, IntConsumer removed) {
    for (int e = 0; e < entries; e++) {
      if (holders[e] == 0 && lastUse[e] - nanos < 0) {
        int was = owner[e];
        remove(e);
        removed.accept(was);
      }
    }
  }

  private void remove(int e) {
    int bucket = hash[e] & (buckets.length - 1);
    if (buckets[bucket] == e) {
      buckets[bucket] = nextInBucket[e];
    } else {
      int before = buckets[bucket];
      while (nextInBucket[before] != e) {
        before = nextInBucket[before];
      }
      nextInBucket[before] = nextInBucket[e];
    }
    long freed = content[e].length + (long) ENTRY_BYTES;
    bytes -= freed;
    allowance.giveBack(freed);
    content[e] = new byte[0];
    holders[e] = REMOVED;
    nextInBucket[e] = firstFree;
    firstFree = e;
  }
}
