// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.netty.channel.EventLoop;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.net.EventLoops;
import io.tailrace.time.Clock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends a workload to a server and enters what the server acknowledged into a ledger. A request
 * that is refused is sent again, unchanged, after the delay that the server asked for, so that what
 * was acknowledged is known exactly.
 *
 * <p>Everything happens on one event loop, the only one of {@code eventLoops}.
 */
final class LoadGenerator implements AutoCloseable {

  private static final int SERVICES = 4;
  private static final long FIRST_BACKOFF_MILLIS = 20;
  private static final int MAX_BACKOFF_DOUBLINGS = 6;

  private final LoadProtocol protocol;
  private final Workload workload;
  private final TraceLedger ledger;
  private final Clock clock;
  private final EventLoop loop;
  private final SpanStream stream;
  private final List<RequestSender> clients = new ArrayList<>();
  private final ArrayDeque<BatchBuffer> idle = new ArrayDeque<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final LongAdder acceptedSpans = new LongAdder();
  private final Map<String, AtomicLong> refusals = new ConcurrentSkipListMap<>();
  private final Map<String, AtomicLong> failures = new ConcurrentSkipListMap<>();

  private long startNanos;
  private long sentSpans;
  private int turn;
  private int outstanding;
  private boolean pumping;

  /**
   * Makes a generator; nothing is connected yet.
   *
   * @param protocol the protocol that it sends
   * @param server where the server listens
   * @param eventLoops one event loop
   */
  LoadGenerator(
      LoadProtocol protocol,
      Workload workload,
      InetSocketAddress server,
      TraceLedger ledger,
      EventLoops eventLoops,
      Clock clock) {
    this.protocol = protocol;
    this.workload = workload;
    this.ledger = ledger;
    this.clock = clock;
    this.loop = eventLoops.group().next();
    this.stream = new SpanStream(workload, ledger.run());
    for (int i = 0; i < workload.connections(); i++) {
      clients.add(protocol.connect(server, eventLoops));
    }
    for (int i = 0; i < workload.inFlight(); i++) {
      idle.add(
          new BatchBuffer(
              protocol.format(), workload.batchSpans(), workload.spanBytes(), i % SERVICES));
    }
  }

  /** Starts sending. */
  void start() {
    startNanos = clock.nanoTime();
    loop.execute(this::pump);
    if (workload.spansPerSecond() > 0) {
      var _ = loop.scheduleAtFixedRate(this::pump, 1, 1, TimeUnit.MILLISECONDS);
    }
  }

  /** The number of spans that the server has acknowledged. */
  long acceptedSpans() {
    return acceptedSpans.sum();
  }

  /** How many requests were refused and sent again, by gRPC status. */
  Map<String, Long> refusals() {
    return counts(refusals);
  }

  /** How many requests failed for good, by gRPC status and message. */
  Map<String, Long> failures() {
    return counts(failures);
  }

  /**
   * Begins no more traces, sends the rest of those that were begun, and waits for every answer.
   *
   * @return whether every answer came within {@code limit}
   */
  boolean finish(Duration limit) throws InterruptedException {
    loop.execute(
        () -> {
          stream.end();
          pump();
        });
    return awaitDrained(limit);
  }

  /** Waits until all traces of a workload that has an end were sent and answered. */
  boolean awaitDrained(Duration limit) throws InterruptedException {
    try {
      drained.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    clients.forEach(RequestSender::close);
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (!idle.isEmpty() && stream.remainingSpans() > 0 && isDue()) {
        sendNext();
      }
    } finally {
      pumping = false;
    }
    if (outstanding == 0 && stream.remainingSpans() == 0) {
      drained.complete(null);
    }
  }

  private boolean isDue() {
    if (workload.spansPerSecond() == 0) {
      return true;
    }
    double seconds = (clock.nanoTime() - startNanos) * 1e-9;
    return sentSpans <= workload.spansPerSecond() * seconds;
  }

  private void sendNext() {
    BatchBuffer buffer = idle.removeFirst();
    long remaining = stream.remainingSpans();
    if (remaining < buffer.slots()) {
      buffer = new BatchBuffer(protocol.format(), (int) remaining, workload.spanBytes(), 0);
    }
    stream.fill(buffer, clock.unixNanos());
    sentSpans += buffer.slots();
    outstanding++;
    send(buffer);
  }

  private void send(BatchBuffer buffer) {
    RequestSender client = clients.get(turn++ % clients.size());
    client.send(buffer.bytes(), outcome -> answered(buffer, outcome));
  }

  private void answered(BatchBuffer buffer, SendOutcome outcome) {
    switch (outcome) {
      case SendOutcome.Accepted(long rejectedSpans) -> {
        if (rejectedSpans == 0) {
          buffer.acknowledge(ledger);
        } else {
          count(failures, "partial success");
        }
        acceptedSpans.add(buffer.slots() - rejectedSpans);
        release(buffer);
      }
      case SendOutcome.Refused(String status, Duration retryAfter) -> {
        count(refusals, status);
        long delay = Math.max(retryAfter.toMillis(), backoffMillis(buffer.nextAttempt()));
        var _ = loop.schedule(() -> send(buffer), delay, TimeUnit.MILLISECONDS);
      }
      case SendOutcome.Failed(String status) -> {
        count(failures, status);
        release(buffer);
      }
    }
  }

  private void release(BatchBuffer buffer) {
    outstanding--;
    idle.addLast(buffer);
    pump();
  }

  private static long backoffMillis(int attempt) {
    return FIRST_BACKOFF_MILLIS << Math.min(attempt - 1, MAX_BACKOFF_DOUBLINGS);
  }

  private static void count(Map<String, AtomicLong> counts, String key) {
    counts.computeIfAbsent(key, _ -> new AtomicLong()).incrementAndGet();
  }

  private static Map<String, Long> counts(Map<String, AtomicLong> counts) {
    var copy = new TreeMap<String, Long>();
    counts.forEach((key, count) -> copy.put(key, count.get()));
    return copy;
  }
}
