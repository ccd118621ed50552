// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.reload;

import io.tailrace.telemetry.RateLimitedLog;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Looks every now and then whether files have changed. What fails is logged, at most every ten
 * seconds, and tried again soon. Reading happens on a virtual thread, never on the clock's.
 */
public final class Reloader implements AutoCloseable {

  /** How soon a change is noticed where nothing else is configured. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Clock clock;
  private final Duration interval;
  private final String what;
  private final BooleanSupplier refresh;
  private final Logger logger;
  private final RateLimitedLog warnings;
  private Clock.@Nullable Scheduled next;
  private boolean closed;

  /**
   * Makes a reloader and sets it going.
   *
   * @param interval between two looks, positive
   * @param what is looked after, for the log
   * @param refresh looks once; true if something has changed, an IllegalArgumentException if it
   *     cannot be used
   */
  public Reloader(
      Clock clock, Duration interval, Logger logger, String what, BooleanSupplier refresh) {
    this.clock = clock;
    this.interval = interval;
    this.what = what;
    this.refresh = refresh;
    this.logger = logger;
    warnings = new RateLimitedLog(logger, clock);
    schedule(interval);
  }

  private synchronized void schedule(Duration delay) {
    if (!closed) {
      next = clock.schedule(delay, this::begin);
    }
  }

  private void begin() {
    var _ = Thread.ofVirtual().name("tailrace-reload").start(this::look);
  }

  private void look() {
    Duration delay = interval;
    try {
      if (refresh.getAsBoolean()) {
        logger.info("{}: changed, the new content is in use", what);
      }
    } catch (IllegalArgumentException e) {
      warnings.warn(what + ": changed, the old content stays in use: " + e.getMessage());
      delay = interval.compareTo(RETRY) < 0 ? interval : RETRY;
    } catch (RuntimeException e) {
      logger.error("{}: this is a bug", what, e);
    } finally {
      schedule(delay);
    }
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
      next = null;
    }
  }
}
