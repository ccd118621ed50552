// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A message that is written at most once per interval, with the number of times it was not written
 * since ({@code suppressed}). One instance per message. Thread-safe; costs two atomic operations
 * when it does not write.
 */
public final class RateLimitedLog {

  private final Logger logger;
  private final Clock clock;
  private final long intervalNanos;
  private final AtomicLong nextNanos;
  private final AtomicLong suppressed = new AtomicLong();

  public RateLimitedLog(Logger logger, Clock clock, Duration interval) {
    this.logger = logger;
    this.clock = clock;
    intervalNanos = interval.toNanos();
    nextNanos = new AtomicLong(clock.nanoTime());
  }

  /** Writes at WARN, or counts. */
  public void warn(String message, Object... arguments) {
    log(Level.WARN, message, arguments);
  }

  /** Writes at {@code level}, or counts. Arguments are as in SLF4J, a last throwable included. */
  public void log(Level level, String message, Object... arguments) {
    long next = nextNanos.get();
    long now = clock.nanoTime();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + intervalNanos)) {
      suppressed.incrementAndGet();
      return;
    }
    long count = suppressed.getAndSet(0);
    var event = logger.atLevel(level);
    if (count > 0) {
      event = event.addKeyValue("suppressed", count);
    }
    event.log(message, arguments);
  }
}
