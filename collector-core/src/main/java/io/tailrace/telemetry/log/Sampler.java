// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.Level;

/**
 * Thins out repeated messages. As in zap, messages are told apart by level and text through 4096
 * hashed counters a level, so that memory is fixed; two messages may share a counter. Thread-safe.
 */
final class Sampler {

  private static final int COUNTERS = 4096;

  private final LogConfig.Sampling sampling;
  private final long tickMillis;
  private final Window[][] windows = new Window[Level.values().length][];

  Sampler(LogConfig.Sampling sampling) {
    this.sampling = sampling;
    tickMillis = sampling.tick().toMillis();
  }

  /** Whether the next line with this message is to be written. */
  boolean admits(Level level, String message, long nowMillis) {
    long n = window(level, message).next(nowMillis, tickMillis);
    long thereafter = sampling.thereafter();
    return n <= sampling.initial()
        || (thereafter > 0 && (n - sampling.initial()) % thereafter == 0);
  }

  private Window window(Level level, String message) {
    synchronized (windows) {
      Window[] ofLevel = windows[level.ordinal()];
      if (ofLevel == null) {
        ofLevel = new Window[COUNTERS];
        windows[level.ordinal()] = ofLevel;
      }
      int hash = message.hashCode();
      int i = (hash ^ (hash >>> 16)) & (COUNTERS - 1);
      if (ofLevel[i] == null) {
        ofLevel[i] = new Window();
      }
      return ofLevel[i];
    }
  }

  /** The count within one tick. */
  private static final class Window {

    private final AtomicLong endMillis = new AtomicLong();
    private final AtomicLong count = new AtomicLong();

    long next(long nowMillis, long tickMillis) {
      long end = endMillis.get();
      if (nowMillis >= end && endMillis.compareAndSet(end, nowMillis + tickMillis)) {
        count.set(1);
        return 1;
      }
      return count.incrementAndGet();
    }
  }
}
