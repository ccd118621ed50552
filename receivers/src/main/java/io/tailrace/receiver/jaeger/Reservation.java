// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;

/**
 * What the translation of one request has reserved of {@link MemoryTag#RECEIVER_IN_FLIGHT}. A small
 * request can become a large one (a reference takes one byte in Thrift, and 40 as a link), so more
 * is reserved as the translation grows.
 */
final class Reservation implements AutoCloseable {

  private final MemoryBudget memory;
  private long bytes;

  Reservation(MemoryBudget memory) {
    this.memory = memory;
  }

  /**
   * Sees to it that at least so many bytes are reserved.
   *
   * @throws OutOfRoomException if that cannot be
   */
  void cover(long needed) {
    if (needed > bytes) {
      long more = Math.max(needed, 2 * bytes) - bytes;
      if (needed > Integer.MAX_VALUE || !memory.tryReserve(MemoryTag.RECEIVER_IN_FLIGHT, more)) {
        throw new OutOfRoomException();
      }
      bytes += more;
    }
  }

  @Override
  public void close() {
    memory.release(MemoryTag.RECEIVER_IN_FLIGHT, bytes);
    bytes = 0;
  }
}
