// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;

/**
 * What the translation of one request takes of the memory for requests in flight: a multiple of the
 * body at first, and more when the spans turn out to need more. Belongs to one thread.
 */
final class Room {

  /** What nearly every request needs, beside the body, as a multiple of it. */
  private static final long FACTOR = 4;

  private static final long STEP_BYTES = 1 << 20;

  private final MemoryBudget memory;
  private long reserved;
  private long text;
  private long output;

  Room(MemoryBudget memory) {
    this.memory = memory;
  }

  /**
   * Takes what a body of this length needs.
   *
   * @throws NoRoomException if it is not there
   */
  void open(int bodyBytes) {
    text = 0;
    output = 0;
    reserve(bodyBytes * FACTOR);
  }

  /** States the bytes of strings that had to be written anew. */
  void text(long bytes) {
    text = bytes;
    check();
  }

  /** States the bytes that are used for spans that are written, all copies together. */
  void output(long bytes) {
    output = bytes;
    check();
  }

  private void check() {
    long missing = text + output - reserved;
    if (missing > 0) {
      reserve(missing + STEP_BYTES);
    }
  }

  private void reserve(long bytes) {
    if (!memory.tryReserve(MemoryTag.RECEIVER_IN_FLIGHT, bytes)) {
      throw new NoRoomException();
    }
    reserved += bytes;
  }

  /** Gives all back. */
  void close() {
    memory.release(MemoryTag.RECEIVER_IN_FLIGHT, reserved);
    reserved = 0;
  }
}
