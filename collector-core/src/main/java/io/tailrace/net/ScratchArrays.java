// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;

/**
 * The byte arrays that one event loop takes requests into and uses again. Belongs to its thread: an
 * array is given back on the thread that took it.
 *
 * <p>At most {@link #KEPT_BYTES} are kept while no request needs them; larger arrays live for one
 * request.
 */
final class ScratchArrays {

  /** The most that one thread keeps for later requests. */
  static final int KEPT_BYTES = 4 << 20;

  private static final int SMALLEST = 16 << 10;

  private static final FastThreadLocal<ScratchArrays> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected ScratchArrays initialValue() {
          return new ScratchArrays();
        }
      };

  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private int freeBytes;

  /** The arrays of the calling thread. */
  static ScratchArrays ofThread() {
    return OF_THREAD.get();
  }

  /** An array of at least {@code capacity} bytes with undefined content. */
  byte[] take(int capacity) {
    byte[] last = free.pollLast();
    if (last != null) {
      freeBytes -= last.length;
      if (last.length >= capacity) {
        return last;
      }
    }
    return new byte[roundUp(capacity)];
  }

  /** Takes an array back. */
  void give(byte[] array) {
    if (array.length <= KEPT_BYTES - freeBytes) {
      free.addLast(array);
      freeBytes += array.length;
    }
  }

  private static int roundUp(int capacity) {
    if (capacity <= SMALLEST) {
      return SMALLEST;
    }
    return capacity > 1 << 30 ? capacity : Integer.highestOneBit(capacity - 1) << 1;
  }
}
