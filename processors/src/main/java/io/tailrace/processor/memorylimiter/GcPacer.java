// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

import java.time.Duration;

/**
 * Decides when a forced collection is worth its time. One that frees less than 5 % doubles the wait
 * until the next, up to a maximum; one that frees more, or memory that falls by itself, ends that
 * (the collector's back-off since v0.156). Belongs to one thread.
 */
final class GcPacer {

  private final long firstBackOffNanos;
  private boolean ran;
  private long lastNanos;
  private long backOffNanos;

  /**
   * Makes a pacer.
   *
   * @param checkInterval what a wait grows from if the least interval is shorter
   */
  GcPacer(Duration checkInterval) {
    firstBackOffNanos = checkInterval.toNanos() / 100 * 95;
  }

  boolean isDue(long nowNanos, MemoryLimiterConfig.GcInterval interval) {
    long backOff = Math.min(backOffNanos, interval.max().toNanos());
    return !ran || nowNanos - lastNanos >= Math.max(interval.min().toNanos(), backOff);
  }

  void ran(long nowNanos, long before, long after, MemoryLimiterConfig.GcInterval interval) {
    ran = true;
    lastNanos = nowNanos;
    if (before - after >= before / 20) {
      backOffNanos = 0;
      return;
    }
    long base = Math.max(interval.min().toNanos(), firstBackOffNanos);
    backOffNanos = Math.min(Math.max(backOffNanos, base) * 2, interval.max().toNanos());
  }

  void reset() {
    backOffNanos = 0;
  }
}
