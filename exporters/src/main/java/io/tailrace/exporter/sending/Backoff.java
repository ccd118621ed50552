// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses between the attempts of one request: exponential, randomized, and ended by {@code
 * max_elapsed_time} (the arithmetic of the collector's {@code retry_on_failure}). Not thread-safe;
 * belongs to its request.
 */
final class Backoff {

  /** There is no next attempt. */
  static final long GIVE_UP = -1;

  private final RetryConfig config;
  private final DoubleSupplier random;
  private final long firstAttemptNanos;
  private double intervalNanos;

  /**
   * Begins with the first attempt.
   *
   * @param random uniform in [0, 1)
   */
  Backoff(RetryConfig config, long nowNanos, DoubleSupplier random) {
    this.config = config;
    this.random = random;
    firstAttemptNanos = nowNanos;
    intervalNanos = config.initialInterval().toNanos();
  }

  /**
   * The pause before the next attempt in nanoseconds, not shorter than the backend asks for; {@link
   * #GIVE_UP} if that attempt would come after {@code max_elapsed_time}.
   */
  long nextNanos(long nowNanos, Duration retryAfter) {
    double spread = config.randomizationFactor() * intervalNanos;
    double pause = intervalNanos - spread + 2 * spread * random.getAsDouble();
    double maxNanos = config.maxInterval().toNanos();
    intervalNanos = Math.min(intervalNanos * config.multiplier(), maxNanos);
    long nanos = Math.max((long) pause, retryAfter.toNanos());
    long maxElapsed = config.maxElapsedTime().toNanos();
    if (maxElapsed > 0 && nowNanos - firstAttemptNanos + nanos > maxElapsed) {
      return GIVE_UP;
    }
    return nanos;
  }
}
