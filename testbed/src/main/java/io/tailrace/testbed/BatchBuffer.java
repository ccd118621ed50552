// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceLedger;

/**
 * An encoded request with a fixed number of spans that is patched for each sending, and the list of
 * what it holds at the moment. Owned by the generator's thread.
 */
final class BatchBuffer {

  private final SpanFormat format;
  private final SpanFormat.EncodedRequest request;
  private final int slots;
  private final long[] lows;
  private final int[] spanBits;
  private int used;
  private int traces;
  private int attempts;

  /**
   * Encodes a request.
   *
   * @param format the protocol's way to write it
   * @param slots the number of spans
   * @param maxSpanBytes the length of each span, rounded down a little
   * @param service tells resources apart
   */
  BatchBuffer(SpanFormat format, int slots, int maxSpanBytes, int service) {
    this.format = format;
    this.slots = slots;
    this.lows = new long[slots];
    this.spanBits = new int[slots];
    this.request = format.encode(slots, maxSpanBytes, service);
  }

  /** Forgets what it holds. */
  void clear() {
    used = 0;
    traces = 0;
    attempts = 0;
  }

  /** The request; all of it, once the buffer is full. */
  byte[] bytes() {
    return request.bytes();
  }

  /** The number of spans of the request. */
  int slots() {
    return slots;
  }

  /** The length of each encoded span. */
  int spanBytes() {
    return request.spanBytes();
  }

  boolean isFull() {
    return used == slots;
  }

  /** Counts one more attempt to send the request as it is, and returns how many there were. */
  int nextAttempt() {
    return ++attempts;
  }

  /** Makes {@code span} the next one of the request. */
  void add(LoadSpan span) {
    format.patch(request, used, span);
    long low = span.low();
    if (traces == 0 || lows[traces - 1] != low) {
      lows[traces] = low;
      spanBits[traces] = 0;
      traces++;
    }
    spanBits[traces - 1] |= 1 << span.n();
    used++;
  }

  /** Enters every span of the request as acknowledged. */
  void acknowledge(TraceLedger ledger) {
    for (int i = 0; i < traces; i++) {
      ledger.acknowledge(lows[i], spanBits[i]);
    }
  }
}
