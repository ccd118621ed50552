// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import io.tailrace.time.Clock;

/**
 * Lets the first messages of each second pass and then each n-th, as the collector's logger does.
 * Belongs to one thread.
 */
final class MessageSampler {

  private static final long TICK_NANOS = 1_000_000_000L;

  private final long initial;
  private final long thereafter;
  private final Clock clock;
  private long tickStartNanos;
  private long seen;

  MessageSampler(long initial, long thereafter, Clock clock) {
    this.initial = initial;
    this.thereafter = thereafter;
    this.clock = clock;
    tickStartNanos = clock.nanoTime();
  }

  /** Whether the next message passes. */
  boolean next() {
    long now = clock.nanoTime();
    if (now - tickStartNanos >= TICK_NANOS) {
      tickStartNanos = now;
      seen = 0;
    }
    seen++;
    return seen <= initial || (thereafter > 0 && (seen - initial) % thereafter == 0);
  }
}
