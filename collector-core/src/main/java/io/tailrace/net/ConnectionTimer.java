// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timeout that a connection waits for at a time. Moving it further away costs nothing: the
 * scheduled task looks again when it runs. Belongs to the connection's event loop.
 */
final class ConnectionTimer {

  private final Clock clock;
  private final Runnable expired;
  private boolean armed;
  private long deadlineNanos;
  private long scheduledNanos;
  private @Nullable Future<?> task;

  ConnectionTimer(Clock clock, Runnable expired) {
    this.clock = clock;
    this.expired = expired;
  }

  /**
   * Waits for {@code timeout} from now, and no longer for what was armed before; zero: for ever.
   */
  void arm(ChannelHandlerContext ctx, Duration timeout) {
    armed = timeout.isPositive();
    if (!armed) {
      return;
    }
    deadlineNanos = clock.nanoTime() + timeout.toNanos();
    if (task == null || deadlineNanos - scheduledNanos < 0) {
      cancel();
      armed = true;
      schedule(ctx, timeout.toNanos());
    }
  }

  /** Waits for nothing any more. */
  void cancel() {
    armed = false;
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  private void schedule(ChannelHandlerContext ctx, long delayNanos) {
    scheduledNanos = deadlineNanos;
    task = ctx.executor().schedule(() -> look(ctx), delayNanos, TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    task = null;
    if (armed) {
      long left = deadlineNanos - clock.nanoTime();
      if (left > 0) {
        schedule(ctx, left);
      } else {
        armed = false;
        expired.run();
      }
    }
  }
}
