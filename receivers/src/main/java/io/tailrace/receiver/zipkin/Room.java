// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Reservation;

/**
 * The memory that the translation of one request uses: a multiple of the body at first, and more
 * when the spans turn out to need more. Belongs to one thread.
 */
final class Room {

  /** What nearly every request needs, beside the body, as a multiple of it. */
  private static final long FACTOR = 4;

  private final Reservation reservation;
  private long text;
  private long output;

  Room(MemoryBudget memory) {
    reservation = new Reservation(memory);
  }

  /**
   * Takes what a body of this length needs.
   *
   * @throws NoRoomException if it is not there
   */
  void open(int bodyBytes) {
    text = 0;
    output = 0;
    reservation.open(bodyBytes, bodyBytes * FACTOR);
  }

  /** States the bytes of strings that had to be written anew. */
  void text(long bytes) {
    text = bytes;
    reservation.cover(text + output);
  }

  /** States the bytes that are used for spans that are written, all copies together. */
  void output(long bytes) {
    output = bytes;
    reservation.cover(text + output);
  }

  /** There never will be room for the strings of the request. */
  NoRoomException neverRoom(long textBytes) {
    return reservation.neverRoom(textBytes + output);
  }

  /** Gives all back. */
  void close() {
    reservation.close();
  }
}
