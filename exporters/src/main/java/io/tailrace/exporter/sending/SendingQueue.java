// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.exporter.storage.RequestStorage;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an exporter has taken and not yet settled: what waits in a {@link QueueStore}, and the
 * requests that a consumer has. Everything in it counts in the queue's size until it is settled,
 * which happens exactly once; what of it is in memory counts in {@link MemoryTag#SENDING_QUEUE}.
 *
 * <p>Thread-safe, by one lock that is held for a few field accesses at a time.
 */
final class SendingQueue {

  private static final Duration RETRY_WHEN_FULL = Duration.ofMillis(200);
  private static final Duration RETRY_WHEN_BACKEND_FAILS = Duration.ofSeconds(1);

  private final QueueConfig config;
  private final QueueStore store;
  private final MemoryBudget memory;
  private final Clock clock;
  private final SendingMetrics metrics;
  private final Runnable onReady;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Set<SendRequest> active = new HashSet<>();
  private long size;
  private int retrying;
  private boolean isOpen;
  private boolean isAbandoned;

  /**
   * Makes a closed queue.
   *
   * @param onReady called, without the lock, when {@link #take} may have something
   * @throws io.tailrace.component.ComponentException if the storage that the configuration names is
   *     not there
   */
  SendingQueue(
      QueueConfig config, ComponentContext context, SendingMetrics metrics, Runnable onReady) {
    this.config = config;
    this.metrics = metrics;
    this.onReady = onReady;
    memory = context.memory();
    clock = context.clock();
    store =
        config
            .storage()
            .map(name -> context.extensions().get(name, RequestStorage.class))
            .<QueueStore>map(
                storage ->
                    new LogStore(config, storage, context, metrics, lock, onReady, this::lost))
            .orElseGet(() -> new MemoryStore(config, context, lock, onReady));
    metrics.registerGauges(this::size, config.queueSize(), this::activeCount);
  }

  /**
   * Takes batches from now on; what is in the storage from before is sent.
   *
   * @throws io.tailrace.component.ComponentException if the storage cannot be used
   */
  void open() {
    long fromBefore = store.open();
    lock.lock();
    try {
      size += fromBefore;
      isOpen = true;
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  /** Takes a batch, or says why not. */
  ConsumeResult offer(SpanBatch batch) {
    long units = config.sizer().sizeOf(batch);
    var refusal = reserve(units, batch);
    if (refusal == null) {
      var problem = store.put(batch, units);
      if (problem != null) {
        cancelReservation(units, batch);
        refusal = new ConsumeResult.Refused(problem, RETRY_WHEN_BACKEND_FAILS);
      }
    }
    if (refusal != null) {
      if (!config.isFullNormal() || refusal instanceof ConsumeResult.Rejected) {
        metrics.enqueueFailed.add(batch.spanCount());
      }
      return refusal;
    }
    dropIfAbandoned();
    onReady.run();
    return ConsumeResult.ACCEPTED;
  }

  /** What was taken while the queue was given up is dropped with the rest. */
  private void dropIfAbandoned() {
    lock.lock();
    try {
      if (isAbandoned) {
        dropLocked();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ConsumeResult reserve(long units, SpanBatch batch) {
    lock.lock();
    try {
      if (!isOpen) {
        return new ConsumeResult.Refused("the exporter is not running", RETRY_WHEN_FULL);
      }
      var rejection = store.rejects(batch);
      if (rejection != null) {
        return rejection;
      }
      if (size > 0 && units > config.queueSize() - size) {
        return new ConsumeResult.Refused("the sending queue is full", retryHint());
      }
      var problem = store.reserve(batch);
      if (problem != null) {
        return new ConsumeResult.Refused(problem, retryHint());
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

  private void cancelReservation(long units, SpanBatch batch) {
    lock.lock();
    try {
      size -= units;
      store.release(batch);
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void lost(long units) {
    lock.lock();
    try {
      size -= units;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next request for a free consumer; null if there is no consumer or no request. */
  @Nullable SendRequest take() {
    lock.lock();
    try {
      if (active.size() >= config.numConsumers()) {
        return null;
      }
      var request = store.poll(active.isEmpty());
      if (request != null) {
        active.add(request);
      }
      return request;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads what a request is made of, if that has not been done.
   *
   * @return false if there is nothing; the request is gone then
   */
  boolean load(SendRequest request) {
    if (!request.isUnread) {
      return true;
    }
    boolean isLoaded = store.load(request);
    if (!isLoaded) {
      settle(request, () -> {});
    }
    onReady.run();
    return isLoaded;
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
   * Counts what became of some of a request's spans.
   *
   * @param accounting counts them; not run if the request is not active any more
   */
  void account(SendRequest request, int spans, Runnable accounting) {
    lock.lock();
    try {
      if (active.contains(request)) {
        accounting.run();
        request.spans -= spans;
      }
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
    boolean isSettled;
    lock.lock();
    try {
      isSettled = settleLocked(request, accounting);
    } finally {
      lock.unlock();
    }
    if (isSettled) {
      store.settled(request);
    }
    onReady.run();
  }

  private boolean settleLocked(SendRequest request, Runnable accounting) {
    if (!active.contains(request)) {
      return false;
    }
    accounting.run();
    size -= request.units;
    leaveLocked(request);
    return true;
  }

  private void leaveLocked(SendRequest request) {
    active.remove(request);
    endPause(request);
    memory.release(MemoryTag.SENDING_QUEUE, request.reservedBytes);
    settled.signalAll();
  }

  /**
   * Leaves a request to the next start, and whatever has not been read, if the store keeps it.
   *
   * @return whether it does
   */
  boolean leaveToNextStart(SendRequest request) {
    if (!store.isPersistent()) {
      return false;
    }
    lock.lock();
    try {
      store.stopPolling();
      if (active.contains(request)) {
        leaveLocked(request);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Leaves what pauses before another attempt to the next start, if the store keeps it. */
  void leavePaused() {
    lock.lock();
    try {
      if (store.isPersistent()) {
        active.stream().filter(r -> r.retryTimer != null).toList().forEach(this::leaveLocked);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing new from now on. */
  void close() {
    lock.lock();
    try {
      isOpen = false;
      store.flush();
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  /** Waits until everything is settled or left, but not longer than {@code nanos}. */
  boolean awaitEmpty(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!isEmpty() && left > 0) {
        left = settled.awaitNanos(left);
      }
      return isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isEmpty() {
    return active.isEmpty() && store.isDrained() && (store.isPersistent() || size == 0);
  }

  /** Drops what is left, or leaves it to the next start; returns the number of spans dropped. */
  long abandon() {
    lock.lock();
    try {
      isAbandoned = true;
      store.flush();
      store.stopPolling();
      return dropLocked();
    } finally {
      lock.unlock();
    }
  }

  private long dropLocked() {
    for (var next = store.poll(false); next != null; next = store.poll(false)) {
      active.add(next);
    }
    long spans = 0;
    for (SendRequest request : new ArrayList<>(active)) {
      if (store.isPersistent()) {
        leaveLocked(request);
      } else {
        spans += request.spans;
        settleLocked(request, () -> metrics.dropped(DropReason.SHUTDOWN, request.spans));
      }
    }
    return spans;
  }

  /** Closes the store; returns what it keeps, in units of the sizer. */
  long closeStore() {
    store.close();
    return store.isPersistent() ? (long) size() : 0;
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
