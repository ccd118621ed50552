// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.intake;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;

/**
 * What the translation of one request has reserved of {@link MemoryTag#RECEIVER_IN_FLIGHT}, beside
 * the request itself, which the server has counted. A small request can become a large one (a
 * reference of Jaeger takes one byte in Thrift, and 40 as a link), so more is reserved as the
 * translation grows. Used again for every request; belongs to one thread.
 *
 * <p>What there is no room for now may be sent again; what there never will be room for, because it
 * alone needs more than all requests in flight may hold, is refused for good.
 */
public final class Reservation implements AutoCloseable {

  /** No array is larger. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  private final MemoryBudget memory;
  private int requestBytes;
  private long bytes;

  /** Makes one that holds nothing. */
  public Reservation(MemoryBudget memory) {
    this.memory = memory;
  }

  /**
   * Begins with a request, and reserves what it is expected to need, but not more than there can
   * ever be for it.
   *
   * @param newRequestBytes its length
   * @param expectedBytes what nearly every request of this length needs
   * @throws NoRoomException if that is not there now
   */
  public void open(int newRequestBytes, long expectedBytes) {
    close();
    requestBytes = newRequestBytes;
    long expected = Math.min(expectedBytes, most());
    if (expected > 0 && !tryReserve(expected)) {
      throw NoRoomException.forNow();
    }
  }

  /**
   * Sees to it that at least so many bytes are reserved.
   *
   * @throws NoRoomException if that cannot be, now or ever
   */
  public void cover(long neededBytes) {
    if (neededBytes > bytes) {
      grow(neededBytes);
    }
  }

  private void grow(long needed) {
    long most = most();
    if (needed > most) {
      throw neverRoom(needed);
    }
    long wanted = Math.min(Math.max(needed, 2 * bytes), most);
    if (!tryReserve(wanted - bytes) && !tryReserve(needed - bytes)) {
      throw NoRoomException.forNow();
    }
  }

  /**
   * There never will be room for the request.
   *
   * @param neededBytes what its translation needs at least
   */
  public NoRoomException neverRoom(long neededBytes) {
    return NoRoomException.ever(requestBytes, neededBytes, limit());
  }

  private long most() {
    return Math.min(limit() - requestBytes, MOST_BYTES);
  }

  private long limit() {
    return memory.limit(MemoryTag.RECEIVER_IN_FLIGHT);
  }

  private boolean tryReserve(long more) {
    if (!memory.tryReserve(MemoryTag.RECEIVER_IN_FLIGHT, more)) {
      return false;
    }
    bytes += more;
    return true;
  }

  /** Gives all back. */
  @Override
  public void close() {
    memory.release(MemoryTag.RECEIVER_IN_FLIGHT, bytes);
    bytes = 0;
    requestBytes = 0;
  }
}
