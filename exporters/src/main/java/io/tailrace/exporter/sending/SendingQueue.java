// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an exporter has taken and not yet settled: batches that gather to a request, requests that
 * wait for a consumer, and those that a consumer has. Everything in it counts in the queue's size
 * and in {@link MemoryTag#SENDING_QUEUE} until it is settled, which happens exactly once.
 *
 * <p>Thread-safe, by one lock that is held for a few field accesses at a time.
 */
final class SendingQueue {

  private static final Duration RETRY_WHEN_FULL = Duration.ofMillis(200);
  private static final Duration RETRY_WHEN_BACKEND_FAILS = Duration.ofSeconds(1);

  private final QueueConfig config;
  private final Optional<BatchAccumulator> accumulator;
  private final MemoryBudget memory;
  private final Clock clock;
  private final SendingMetrics metrics;
  private final Runnable onReady;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Deque<SendRequest> waiting = new ArrayDeque<>();
  private final Set<SendRequest> active = new HashSet<>();
  private long size;
  private int retrying;
  private boolean isOpen;
  private boolean isAbandoned;
  private Clock.@Nullable Scheduled flushTimer;

  /**
   * Makes a closed queue.
   *
   * @param onReady called, without the lock, when {@link #take} may have something
   */
  SendingQueue(
      QueueConfig config, ComponentContext context, SendingMetrics metrics, Runnable onReady) {
    this.config = config;
    this.metrics = metrics;
    this.onReady = onReady;
    accumulator = config.batch().map(BatchAccumulator::new);
    memory = context.memory();
    clock = context.clock();
    metrics.registerGauges(this::size, config.queueSize(), this::activeCount);
  }

  void open() {
    lock.lock();
    try {
      isOpen = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a batch, or says why not. */
  ConsumeResult offer(SpanBatch batch) {
    if (batch.length() > memory.limit(MemoryTag.SENDING_QUEUE)) {
      metrics.enqueueFailed.add(batch.spanCount());
      return new ConsumeResult.Rejected(
          "batch: "
              + batch.length()
              + " bytes (expected: <= "
              + memory.limit(MemoryTag.SENDING_QUEUE)
              + ", the memory limit of sending queues)");
    }
    long units = config.sizer().sizeOf(batch);
    var refusal = reserve(units, batch);
    if (refusal != null) {
      metrics.enqueueFailed.add(batch.spanCount());
      return refusal;
    }
    SpanBatch owned;
    try {
      owned = batch.retain();
    } catch (OutOfMemoryError e) {
      cancelReservation(units, batch.length());
      metrics.enqueueFailed.add(batch.spanCount());
      return new ConsumeResult.Refused("out of heap memory", RETRY_WHEN_FULL);
    }
    add(owned, units);
    onReady.run();
    return ConsumeResult.ACCEPTED;
  }

  private ConsumeResult.@Nullable Refused reserve(long units, SpanBatch batch) {
    lock.lock();
    try {
      if (!isOpen) {
        return new ConsumeResult.Refused("the exporter is not running", RETRY_WHEN_FULL);
      }
      if (size > 0 && units > config.queueSize() - size) {
        return new ConsumeResult.Refused("the sending queue is full", retryHint());
      }
      if (!memory.tryReserve(MemoryTag.SENDING_QUEUE, batch.length())) {
        return new ConsumeResult.Refused(
            "the memory limit of sending queues is reached", retryHint());
      }
      size += units;
      return null;
    } finally {
      lock.unlock();
    }
  }

  private Duration retryHint() {
    return retrying > 0 ? RETRY_WHEN_BACKEND_FAILS : RETRY_WHEN_FULL;
  }

  private void cancelReservation(long units, long bytes) {
    lock.lock();
    try {
      size -= units;
      memory.release(MemoryTag.SENDING_QUEUE, bytes);
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(SpanBatch owned, long units) {
    lock.lock();
    try {
      if (accumulator.isEmpty()) {
        enqueue(new SendRequest(List.of(owned), units));
      } else {
        accumulate(accumulator.get(), owned, units);
      }
    } finally {
      lock.unlock();
    }
  }

  private void accumulate(BatchAccumulator gathered, SpanBatch owned, long units) {
    if (gathered.mustFlushBefore(owned)) {
      flushLocked();
    }
    if (gathered.add(owned, units) || !isOpen) {
      flushLocked();
    } else if (flushTimer == null) {
      flushTimer = clock.schedule(config.batch().orElseThrow().flushTimeout(), this::flush);
    }
  }

  private void enqueue(SendRequest request) {
    waiting.addLast(request);
    if (isAbandoned) {
      settleLocked(request, () -> metrics.dropped(DropReason.SHUTDOWN, request.spans));
    }
  }

  /** Lets what has gathered go, whatever its size. */
  void flush() {
    lock.lock();
    try {
      flushLocked();
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  private void flushLocked() {
    if (flushTimer != null) {
      flushTimer.cancel();
      flushTimer = null;
    }
    accumulator.map(BatchAccumulator::take).ifPresent(this::enqueue);
  }

  /** The next request for a free consumer; null if there is no consumer or no request. */
  @Nullable SendRequest take() {
    lock.lock();
    try {
      if (active.size() >= config.numConsumers()) {
        return null;
      }
      var request = waiting.pollFirst();
      if (request != null) {
        active.add(request);
      }
      return request;
    } finally {
      lock.unlock();
    }
  }

  /** Replaces an active request by its pieces; the first takes its place, the others are next. */
  void split(SendRequest request, List<SpanBatch> pieces) {
    lock.lock();
    try {
      if (!active.contains(request)) {
        return;
      }
      var requests = new ArrayList<SendRequest>();
      for (SpanBatch piece : pieces) {
        requests.add(new SendRequest(List.of(piece), config.sizer().sizeOf(piece)));
      }
      size -= request.units;
      memory.release(MemoryTag.SENDING_QUEUE, request.reservedBytes);
      for (SendRequest each : requests) {
        each.isSplit = true;
        size += each.units;
        memory.reserve(MemoryTag.SENDING_QUEUE, each.reservedBytes);
      }
      var first = requests.getFirst();
      request.parts = first.parts;
      request.spans = first.spans;
      request.units = first.units;
      request.reservedBytes = first.reservedBytes;
      request.isSplit = true;
      for (int i = requests.size() - 1; i > 0; i--) {
        waiting.addFirst(requests.get(i));
      }
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  /** Corrects what a request has reserved to what it really keeps. */
  void resize(SendRequest request, long bytes) {
    lock.lock();
    try {
      if (active.contains(request)) {
        memory.release(MemoryTag.SENDING_QUEUE, request.reservedBytes);
        memory.reserve(MemoryTag.SENDING_QUEUE, bytes);
        request.reservedBytes = bytes;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has {@code attempt} run after the pause, unless the request is settled or hurried before.
   *
   * @return whether the request is still active
   */
  boolean retryLater(SendRequest request, long pauseNanos, boolean throttled, Runnable attempt) {
    lock.lock();
    try {
      if (!active.contains(request)) {
        return false;
      }
      retrying++;
      request.isThrottled = throttled;
      request.retryTimer =
          clock.schedule(
              Duration.ofNanos(pauseNanos),
              () -> {
                if (endPause(request)) {
                  attempt.run();
                }
              });
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean endPause(SendRequest request) {
    lock.lock();
    try {
      if (request.retryTimer == null) {
        return false;
      }
      request.retryTimer.cancel();
      request.retryTimer = null;
      retrying--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the pauses that no backend asked for; returns the requests whose pause it ended. */
  List<SendRequest> hurry() {
    lock.lock();
    try {
      return active.stream().filter(r -> !r.isThrottled && endPause(r)).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends an active request and counts what became of it.
   *
   * @param accounting counts its spans; not run if the request was settled before
   */
  void settle(SendRequest request, Runnable accounting) {
    lock.lock();
    try {
      settleLocked(request, accounting);
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  private void settleLocked(SendRequest request, Runnable accounting) {
    if (!active.remove(request) && !waiting.remove(request)) {
      return;
    }
    endPause(request);
    accounting.run();
    size -= request.units;
    memory.release(MemoryTag.SENDING_QUEUE, request.reservedBytes);
    if (size == 0) {
      settled.signalAll();
    }
  }

  /** Takes nothing new from now on. */
  void close() {
    lock.lock();
    try {
      isOpen = false;
    } finally {
      lock.unlock();
    }
    flush();
  }

  /** Waits until everything is settled, but not longer than {@code nanos}. */
  boolean awaitEmpty(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (size > 0 && left > 0) {
        left = settled.awaitNanos(left);
      }
      return size == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return size == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is left; returns the number of spans. */
  long abandon() {
    lock.lock();
    try {
      isAbandoned = true;
      long spans = 0;
      flushLocked();
      var left = new ArrayList<>(waiting);
      left.addAll(active);
      for (SendRequest request : left) {
        spans += request.spans;
        settleLocked(request, () -> metrics.dropped(DropReason.SHUTDOWN, request.spans));
      }
      return spans;
    } finally {
      lock.unlock();
    }
  }

  private double size() {
    lock.lock();
    try {
      return (double) size;
    } finally {
      lock.unlock();
    }
  }

  private double activeCount() {
    lock.lock();
    try {
      return active.size();
    } finally {
      lock.unlock();
    }
  }

  /** How long a wait may last before the deadline is looked at again. */
  static long pollNanos(long remainingNanos) {
    return Math.min(remainingNanos, TimeUnit.MILLISECONDS.toNanos(20));
  }
}
