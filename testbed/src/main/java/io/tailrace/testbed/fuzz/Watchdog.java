// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.fuzz;

import java.time.Duration;
import java.util.function.LongConsumer;

/** Notices a message that takes too long; has a thread of its own. */
final class Watchdog implements AutoCloseable {

  private static final long LOOK_EVERY_MILLIS = 500;
  private static final long IDLE = -1;

  private final long limitNanos;
  private final LongConsumer onHang;
  private final Thread thread;
  private volatile long message = IDLE;
  private volatile boolean closed;

  /**
   * Starts one.
   *
   * @param limit how long a message may take; generous, for the machine may be busy
   * @param onHang is told the number of the message, on another thread, once
   */
  Watchdog(Duration limit, LongConsumer onHang) {
    limitNanos = limit.toNanos();
    this.onHang = onHang;
    thread = Thread.ofPlatform().daemon().name("fuzz watchdog").start(this::watch);
  }

  /** Says which message is decoded from now on. */
  void begin(long number) {
    message = number;
  }

  /** Says that nothing is decoded. */
  void idle() {
    message = IDLE;
  }

  private void watch() {
    long seen = IDLE;
    long since = System.nanoTime();
    while (!closed) {
      try {
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
      long now = message;
      if (now != seen || now == IDLE) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > limitNanos) {
        onHang.accept(now);
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
