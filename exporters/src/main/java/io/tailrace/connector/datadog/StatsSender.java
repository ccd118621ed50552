// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import io.tailrace.telemetry.log.RateLimitedLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statistics on their way, one payload at a time, in order. What fails and may succeed later is
 * sent again until it is taken; the oldest is given up when more than {@link #MAX_BYTES} wait.
 * Thread-safe.
 */
final class StatsSender {

  /** What may wait, in bytes; about an hour of a middling service. */
  static final long MAX_BYTES = 16L << 20;

  private static final MetricSpec SENT =
      new MetricSpec(
          "connector_sent_stats_payloads",
          "{payloads}",
          "Payloads of statistics that the destination took.");
  private static final MetricSpec DROPPED =
      new MetricSpec(
          "connector_dropped_stats_payloads",
          "{payloads}",
          "Payloads of statistics that were given up, by reason.");

  private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long DRAIN_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private final ComponentContext context;
  private final Function<byte[], CompletionStage<ExportOutcome>> post;
  private final Counter sent;
  private final Counter refused;
  private final Counter overflowed;
  private final Counter stopped;
  private final RateLimitedLog warnings;
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean isBusy;
  private boolean isStopping;
  private long pauseNanos = FIRST_PAUSE_NANOS;

  StatsSender(ComponentContext context, Function<byte[], CompletionStage<ExportOutcome>> post) {
    this.context = context;
    this.post = post;
    var connector = new Label("connector", context.id().toString());
    sent = context.metrics().counter(SENT, connector);
    refused = dropped(context, connector, "permanent_error");
    overflowed = dropped(context, connector, "queue_full");
    stopped = dropped(context, connector, "shutdown");
    warnings = new RateLimitedLog(context.logger(), context.clock(), LOG_INTERVAL);
  }

  private static Counter dropped(ComponentContext context, Label connector, String reason) {
    return context.metrics().counter(DROPPED, connector, new Label("reason", reason));
  }

  /** Takes a payload over. */
  void send(byte[] payload) {
    synchronized (this) {
      waiting.addLast(payload);
      bytes += payload.length;
      while (bytes > MAX_BYTES && waiting.size() > 1) {
        // the first one may be in flight: it has the best chance
        var first = waiting.removeFirst();
        var oldest = isBusy ? waiting.removeFirst() : first;
        if (isBusy) {
          waiting.addFirst(first);
        }
        bytes -= oldest.length;
        overflowed.increment();
        warnings.warn("statistics were dropped: too many wait for their destination");
      }
    }
    pump();
  }

  private void pump() {
    byte[] next;
    synchronized (this) {
      var first = waiting.peekFirst();
      if (isBusy || first == null) {
        return;
      }
      isBusy = true;
      next = first;
    }
    post.apply(next).whenComplete((outcome, fault) -> onOutcome(outcome, fault));
  }

  private void onOutcome(@Nullable ExportOutcome outcome, @Nullable Throwable fault) {
    if (outcome == null) {
      context.logger().error("sending statistics failed", fault);
      settle(refused);
    } else if (outcome instanceof ExportOutcome.Retryable(String reason, Duration retryAfter)) {
      retry(reason, retryAfter.toNanos());
    } else if (outcome instanceof ExportOutcome.Accepted) {
      settle(sent);
    } else {
      warnings.warn("statistics were dropped: {}", outcome);
      settle(refused);
    }
  }

  private void settle(Counter counter) {
    synchronized (this) {
      var done = waiting.pollFirst();
      bytes -= done == null ? 0 : done.length;
      isBusy = false;
      pauseNanos = FIRST_PAUSE_NANOS;
      counter.increment();
      notifyAll();
    }
    pump();
  }

  private void retry(String reason, long askedNanos) {
    long pause;
    synchronized (this) {
      long random = ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos + 1);
      pause = isStopping ? DRAIN_PAUSE_NANOS : Math.max(askedNanos, random);
      pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
    }
    warnings.warn(
        "sending statistics failed, next attempt in {} ms: {}",
        Duration.ofNanos(pause).toMillis(),
        reason);
    var _ = context.clock().schedule(Duration.ofNanos(pause), this::again);
  }

  private void again() {
    synchronized (this) {
      isBusy = false;
    }
    pump();
  }

  /** Waits until all is sent or the deadline has passed; what is left is dropped. */
  void drain(Deadline deadline) {
    synchronized (this) {
      isStopping = true;
    }
    synchronized (this) {
      try {
        while (!waiting.isEmpty() && !deadline.isExpired()) {
          TimeUnit.NANOSECONDS.timedWait(
              this, Math.clamp(deadline.remainingNanos(), 1, Duration.ofMillis(50).toNanos()));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      stopped.add(waiting.size());
      waiting.clear();
      bytes = 0;
    }
  }
}
