// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.net.EventLoops;
import io.tailrace.time.Clock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends what the shop makes, every service over the same connection, each request until it was
 * accepted or refused for good.
 */
final class DemoTraffic implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration BACKOFF = Duration.ofMillis(100);

  private final Shop shop;
  private final TraceLedger ledger;
  private final OtlpClient client;
  private final Clock clock;
  private final int tracesPerSecond;
  private final LongAdder sentSpans = new LongAdder();
  private final LongAdder failedRequests = new LongAdder();
  private final AtomicInteger unanswered = new AtomicInteger();
  private long startNanos;
  private long madeTraces;
  private volatile boolean ended;

  DemoTraffic(
      Shop shop,
      TraceLedger ledger,
      InetSocketAddress collector,
      int tracesPerSecond,
      EventLoops eventLoops,
      Clock clock) {
    this.shop = shop;
    this.ledger = ledger;
    this.client = new OtlpClient(collector, eventLoops);
    this.clock = clock;
    this.tracesPerSecond = tracesPerSecond;
  }

  /** Sends until {@link #end}, on the clock's thread. */
  void start() {
    startNanos = clock.nanoTime();
    clock.schedule(TICK, this::tick);
  }

  /** Makes no more traces. */
  void end() {
    ended = true;
  }

  /** Whether every request that was sent has been answered for good, and no more come. */
  boolean isDone() {
    return ended && unanswered.get() == 0;
  }

  /** The number of spans sent. */
  long sentSpans() {
    return sentSpans.sum();
  }

  /** The number of requests that the collector refused for good. */
  long failedRequests() {
    return failedRequests.sum();
  }

  @Override
  public void close() {
    end();
    client.close();
  }

  private void tick() {
    if (ended) {
      return;
    }
    long due = (long) ((clock.nanoTime() - startNanos) * 1e-9 * tracesPerSecond);
    int count = (int) (due - madeTraces);
    madeTraces = due;
    for (ServiceBatch batch : shop.traces(count, clock.unixNanos())) {
      sentSpans.add(batch.spans());
      unanswered.incrementAndGet();
      send(batch, batch.request());
    }
    clock.schedule(TICK, this::tick);
  }

  private void send(ServiceBatch batch, byte[] request) {
    client.send(request, request.length, outcome -> answered(batch, request, outcome));
  }

  private void answered(ServiceBatch batch, byte[] request, SendOutcome outcome) {
    switch (outcome) {
      case SendOutcome.Accepted(long rejectedSpans) -> {
        if (rejectedSpans == 0) {
          batch.acknowledge(ledger);
        } else {
          failedRequests.increment();
        }
        unanswered.decrementAndGet();
      }
      case SendOutcome.Refused(_, Duration retryAfter) ->
          clock.schedule(
              retryAfter.compareTo(BACKOFF) > 0 ? retryAfter : BACKOFF, () -> send(batch, request));
      case SendOutcome.Failed _ -> {
        failedRequests.increment();
        unanswered.decrementAndGet();
      }
    }
  }
}
