// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import io.tailrace.otlp.ByteArrays;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays for encoded spans on their way out, to be used again instead of being left to the
 * collector of garbage.
 *
 * <p>Who takes an array owns it and has it counted where it counts what it keeps. Whoever owns it
 * last gives it back, once, and never touches it again. An array that is not given back is no leak:
 * it is garbage like any other, which is what should happen to one that somebody may still be
 * reading. Idle arrays count in {@link MemoryTag#IDLE_ARRAYS}; beyond that limit, or {@link
 * #MAX_IDLE} of them, those that have been idle for longest are let go. Thread-safe; a call looks
 * at {@link #MAX_IDLE} entries at most.
 */
public final class ArrayPool implements ByteArrays {

  /** How many arrays are kept at most. */
  static final int MAX_IDLE = 64;

  private static final int SMALLEST_BYTES = 1024;

  private final MemoryBudget memory;

  /** Oldest first. */
  private final List<byte[]> idle = new ArrayList<>(MAX_IDLE);

  private int lent;

  /** Makes an empty pool. */
  public ArrayPool(MemoryBudget memory) {
    this.memory = memory;
  }

  /**
   * An array with room for {@code bytes}, and for a quarter more at most unless it is small. What
   * is in it is left from before.
   *
   * @throws OutOfMemoryError if there is none and none can be made
   */
  @Override
  public byte[] take(int bytes) {
    int smallest = Math.max(bytes, SMALLEST_BYTES);
    synchronized (idle) {
      lent++;
      int found = bestFit(smallest);
      if (found >= 0) {
        byte[] array = idle.remove(found);
        memory.release(MemoryTag.IDLE_ARRAYS, array.length);
        return array;
      }
    }
    return new byte[roundUp(smallest)];
  }

  /** How many arrays were taken and not given back; those that became garbage count for ever. */
  public int lent() {
    synchronized (idle) {
      return lent;
    }
  }

  /** The newest of the smallest that are large enough and not much too large; -1 if none is. */
  private int bestFit(int bytes) {
    long limit = bytes + (long) bytes / 4;
    int found = -1;
    for (int i = idle.size() - 1; i >= 0; i--) {
      int length = idle.get(i).length;
      if (length >= bytes && length <= limit) {
        found = i;
        limit = length - 1L;
      }
    }
    return found;
  }

  /** To three significant bits and one more, so that sizes that differ little share arrays. */
  private static int roundUp(int bytes) {
    int step = Integer.highestOneBit(bytes) >> 3;
    long rounded = ((long) bytes + step - 1) / step * step;
    return (int) Math.min(rounded, Integer.MAX_VALUE - 8);
  }

  @Override
  public void give(byte[] array) {
    synchronized (idle) {
      lent--;
      while (idle.size() == MAX_IDLE || !memory.tryReserve(MemoryTag.IDLE_ARRAYS, array.length)) {
        if (idle.isEmpty()) {
          return;
        }
        memory.release(MemoryTag.IDLE_ARRAYS, idle.removeFirst().length);
      }
      idle.add(array);
    }
  }
}
