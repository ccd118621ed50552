// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import io.tailrace.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;

/** Warnings that would come once per request, at most one each ten seconds. Thread-safe. */
public final class RateLimitedLog {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final Logger log;
  private final Clock clock;
  private boolean logged;
  private long lastNanos;
  private long suppressed;

  /** Makes one that writes to {@code log}. */
  public RateLimitedLog(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Logs the message, or counts it as suppressed; the next one then says how many were. */
  public void warn(String message) {
    long before;
    synchronized (this) {
      long now = clock.nanoTime();
      if (logged && now - lastNanos < INTERVAL_NANOS) {
        suppressed++;
        return;
      }
      logged = true;
      lastNanos = now;
      before = suppressed;
      suppressed = 0;
    }
    if (before == 0) {
      log.warn("{}", message);
    } else {
      log.warn("{} ({} similar warnings before it were not logged)", message, before);
    }
  }
}
