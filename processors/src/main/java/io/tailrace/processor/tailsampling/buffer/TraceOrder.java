// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.LongTable;

/**
 * Notes in which order traces were added to a queue, and the hashes of their IDs, so that many can
 * be read ahead at once. Following the queue itself would wait for main memory once per trace.
 *
 * <p>Notes are hints: the oldest are overwritten when there is no place left, and that a trace has
 * left the queue is not noted.
 */
final class TraceOrder implements AutoCloseable {

  private LongTable notes;
  private int mask;
  private int next;

  /**
   * Makes an empty order.
   *
   * @param places how many notes there is room for (expected: a power of two)
   */
  TraceOrder(int places) {
    notes = new LongTable(places);
    mask = places - 1;
  }

  /** Bytes of the notes; {@link #resize} to twice the places takes as many again. */
  long bytes() {
    return (mask + 1L) * Long.BYTES;
  }

  /** Forgets everything and makes room for another number of notes, a power of two. */
  void resize(int places) {
    notes.close();
    notes = new LongTable(places);
    mask = places - 1;
  }

  /** Notes a trace; returns the place of the note. Places follow one another, and wrap around. */
  int note(int trace, int hash) {
    notes.set(next & mask, ((long) hash << 32) | trace);
    return next++;
  }

  /** A note, or what took its place; to be read with {@link #trace} and {@link #hash}. */
  long at(int place) {
    return notes.get(place & mask);
  }

  static int trace(long note) {
    return (int) note;
  }

  static int hash(long note) {
    return (int) (note >>> 32);
  }

  @Override
  public void close() {
    notes.close();
  }
}
