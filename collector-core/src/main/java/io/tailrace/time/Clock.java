// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.time;

import java.time.Duration;

/** The time as components see it; tests move it by hand. */
public interface Clock {

  /** Monotonic time in nanoseconds; only differences mean something. */
  long nanoTime();

  /** Wall-clock time in nanoseconds since the Unix epoch. */
  long unixNanos();

  /**
   * Runs {@code task} once after {@code delay}, on the clock's own thread. The task must be short
   * and must not block: longer work is handed to a thread of the component.
   */
  Scheduled schedule(Duration delay, Runnable task);

  /** A task that is waiting for its time. */
  @FunctionalInterface
  interface Scheduled {
    /** Keeps the task from running, if it has not started yet. */
    void cancel();
  }
}
