// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import io.tailrace.time.Clock;
import java.time.Duration;

/** A point in time by which something must be done. */
public final class Deadline {

  private final Clock clock;
  private final long atNanos;

  private Deadline(Clock clock, long atNanos) {
    this.clock = clock;
    this.atNanos = atNanos;
  }

  /** The deadline that is {@code duration} away from now. */
  public static Deadline after(Duration duration, Clock clock) {
    return new Deadline(clock, clock.nanoTime() + duration.toNanos());
  }

  /** The time left, in nanoseconds; zero if there is none. */
  public long remainingNanos() {
    return Math.max(0, atNanos - clock.nanoTime());
  }

  /** Whether no time is left. */
  public boolean isExpired() {
    return remainingNanos() == 0;
  }
}
