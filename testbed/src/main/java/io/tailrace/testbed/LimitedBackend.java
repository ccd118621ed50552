// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.time.Clock;
import java.time.Duration;

/**
 * A backend that can be switched off, and that takes only so many bytes a second: it answers a
 * request when it would be through with it. Thread-safe.
 */
final class LimitedBackend implements RequestHandler {

  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  private final RequestHandler next;
  private final Clock clock;
  private volatile boolean isUp;
  private double nanosPerByte;
  private long freeAtNanos;

  LimitedBackend(RequestHandler next, Clock clock, boolean isUp) {
    this.next = next;
    this.clock = clock;
    this.isUp = isUp;
    freeAtNanos = clock.nanoTime();
  }

  /** Takes everything from now on, or refuses everything. */
  void switchTo(boolean up) {
    isUp = up;
  }

  /** Takes at most so many bytes a second from now on; 0 for any. */
  synchronized void limit(double bytesPerSecond) {
    nanosPerByte = bytesPerSecond == 0 ? 0 : 1e9 / bytesPerSecond;
  }

  @Override
  public Answer handle(byte[] bytes, int length) {
    if (!isUp) {
      return new Answer.Unavailable(RETRY_AFTER);
    }
    Answer answer = next.handle(bytes, length);
    long delay = delayNanos(length);
    return answer instanceof Answer.Accept && delay > 0
        ? new Answer.AcceptAfter(Duration.ofNanos(delay))
        : answer;
  }

  private synchronized long delayNanos(int length) {
    long now = clock.nanoTime();
    freeAtNanos = Math.max(freeAtNanos, now) + (long) (length * nanosPerByte);
    return freeAtNanos - now;
  }
}
