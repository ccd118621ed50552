// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.exporter.storage.LogEntry;
import io.tailrace.exporter.storage.LogListener;
import io.tailrace.exporter.storage.RequestLog;
import io.tailrace.exporter.storage.RequestStorage;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.log.RateLimitedLog;
import io.tailrace.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Batches that wait in a {@link RequestLog}. Memory has none of them: a worker reads them when a
 * consumer is free, one worker at a time, and then glues together what it reads. A request is
 * settled in the log when the backend has taken it or it was dropped for another reason than the
 * end of the process.
 */
final class LogStore implements QueueStore {

  private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long MAX_GLUED_BYTES = 4 << 20;

  private final QueueConfig config;
  private final RequestStorage storage;
  private final ComponentContext context;
  private final MemoryBudget memory;
  private final SendingMetrics metrics;
  private final StorageMetrics storageMetrics;
  private final ReentrantLock lock;
  private final Runnable onReady;
  private final LongConsumer onLost;
  private final RateLimitedLog warnings;

  private @Nullable RequestLog log;

  // Guarded by the queue's lock.
  private long unreadRecords;
  private long unreadSpans;
  private long unreadBytes;
  private boolean isLoading;
  private boolean isFlushDue;
  private boolean isFlushing;
  private boolean isStopped;
  private Clock.@Nullable Scheduled flushTimer;

  /**
   * Makes a store that is not open.
   *
   * @param lock the queue's lock
   * @param onReady called without the lock when {@link #poll} may have something
   * @param onLost called without the lock with the units of what can be read no more
   */
  LogStore(
      QueueConfig config,
      RequestStorage storage,
      ComponentContext context,
      SendingMetrics metrics,
      ReentrantLock lock,
      Runnable onReady,
      LongConsumer onLost) {
    this.config = config;
    this.storage = storage;
    this.context = context;
    this.metrics = metrics;
    this.lock = lock;
    this.onReady = onReady;
    this.onLost = onLost;
    memory = context.memory();
    storageMetrics = new StorageMetrics(context);
    warnings = new RateLimitedLog(context.logger(), context.clock(), Duration.ofSeconds(10));
  }

  private RequestLog log() {
    if (log == null) {
      throw new IllegalStateException("not open");
    }
    return log;
  }

  @Override
  public long open() {
    var opened = storage.open(context.id(), new Listener());
    log = opened;
    storageMetrics.register(opened::fileBytes);
    var backlog = opened.backlog();
    lock.lock();
    try {
      unreadRecords = backlog.records();
      unreadSpans = backlog.spans();
      unreadBytes = backlog.bytes();
      scheduleFlush();
    } finally {
      lock.unlock();
    }
    if (backlog.records() > 0) {
      storageMetrics.recovered.add(backlog.spans());
      context
          .logger()
          .info(
              "{} requests with {} spans from before the start will be sent",
              backlog.records(),
              backlog.spans());
    }
    return units(backlog.records(), backlog.spans(), backlog.bytes());
  }

  private long units(long records, long spans, long bytes) {
    return switch (config.sizer()) {
      case REQUESTS -> records;
      case ITEMS -> spans;
      case BYTES -> bytes;
    };
  }

  @Override
  public ConsumeResult.@Nullable Rejected rejects(SpanBatch batch) {
    if (log().canHold(batch.length())) {
      return null;
    }
    return new ConsumeResult.Rejected(
        "batch: "
            + batch.length()
            + " bytes (expected: less than max_size of the storage, "
            + storage.maxBytes()
            + ")");
  }

  @Override
  public @Nullable String reserve(SpanBatch batch) {
    return null;
  }

  @Override
  public void release(SpanBatch batch) {}

  @Override
  public @Nullable String put(SpanBatch batch, long units) {
    try {
      if (!log().append(batch.bytes(), batch.offset(), batch.length(), batch.spanCount())) {
        return "the storage of the sending queue is full";
      }
    } catch (IOException e) {
      storageMetrics.failures.increment();
      warnings.warn("the sending queue cannot be written, senders must wait: {}", e.toString());
      return "the storage of the sending queue cannot be written";
    }
    lock.lock();
    try {
      unreadRecords++;
      unreadSpans += batch.spanCount();
      unreadBytes += batch.length();
      scheduleFlush();
    } finally {
      lock.unlock();
    }
    return null;
  }

  private void scheduleFlush() {
    if (config.batch().isEmpty() || isFlushing || flushTimer != null || unreadRecords == 0) {
      return;
    }
    var timeout = config.batch().get().flushTimeout();
    flushTimer = context.clock().schedule(timeout, this::flushTimedOut);
  }

  private void flushTimedOut() {
    lock.lock();
    try {
      flushTimer = null;
      isFlushDue = true;
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  @Override
  public @Nullable SendRequest poll(boolean isOnlyOne) {
    if (isLoading || isStopped || unreadRecords <= 0 || !isEnough()) {
      return null;
    }
    long expected = Math.max(1, unreadBytes / unreadRecords);
    if (!memory.tryReserve(MemoryTag.SENDING_QUEUE, expected)) {
      if (!isOnlyOne) {
        return null;
      }
      memory.reserve(MemoryTag.SENDING_QUEUE, expected);
    }
    isLoading = true;
    return SendRequest.unread(expected);
  }

  private boolean isEnough() {
    if (config.batch().isEmpty() || isFlushDue || isFlushing) {
      return true;
    }
    return batchSize(unreadSpans, unreadBytes) >= config.batch().get().minSize();
  }

  private long batchSize(long spans, long bytes) {
    return config.batch().orElseThrow().sizer() == Sizer.BYTES ? bytes : spans;
  }

  @Override
  public boolean load(SendRequest request) {
    var entries = new ArrayList<LogEntry>();
    long spans = 0;
    long bytes = 0;
    try {
      do {
        var entry = log().next();
        if (entry == null) {
          break;
        }
        entries.add(entry);
        spans += entry.spans();
        bytes += entry.length();
      } while (isMoreWanted(spans, bytes));
    } catch (IOException e) {
      storageMetrics.failures.increment();
      warnings.warn("the sending queue cannot be read, trying again: {}", e.toString());
    }
    lock.lock();
    try {
      isLoading = entries.isEmpty();
      unreadRecords -= entries.size();
      unreadSpans -= spans;
      unreadBytes -= bytes;
      isFlushDue = false;
      scheduleFlush();
      fill(request, entries, spans, bytes);
    } finally {
      lock.unlock();
    }
    if (entries.isEmpty()) {
      var _ = context.clock().schedule(REST_AFTER_FAILURE, this::endRest);
    }
    return !entries.isEmpty();
  }

  private void endRest() {
    lock.lock();
    try {
      isLoading = false;
    } finally {
      lock.unlock();
    }
    onReady.run();
  }

  private boolean isMoreWanted(long spans, long bytes) {
    return config.batch().isPresent()
        && batchSize(spans, bytes) < config.batch().get().minSize()
        && bytes < Math.min(MAX_GLUED_BYTES, memory.limit(MemoryTag.SENDING_QUEUE) / 8);
  }

  private void fill(SendRequest request, List<LogEntry> entries, long spans, long bytes) {
    request.isUnread = false;
    request.parts = entries.stream().map(this::batch).toList();
    request.places = entries.stream().map(LogEntry::place).toList();
    request.spans = (int) spans;
    request.units = units(entries.size(), spans, bytes);
    memory.release(MemoryTag.SENDING_QUEUE, request.reservedBytes);
    request.reservedBytes = request.parts.stream().mapToLong(SpanBatch::retainedBytes).sum();
    memory.reserve(MemoryTag.SENDING_QUEUE, request.reservedBytes);
  }

  private SpanBatch batch(LogEntry entry) {
    return SpanBatch.pooled(entry.bytes(), entry.length(), entry.spans(), memory.arrays());
  }

  @Override
  public void settled(SendRequest request) {
    request.places.forEach(log()::settle);
  }

  @Override
  public void flush() {
    isFlushing = true;
    if (flushTimer != null) {
      flushTimer.cancel();
      flushTimer = null;
    }
  }

  @Override
  public boolean isDrained() {
    return isStopped || unreadRecords <= 0;
  }

  @Override
  public void stopPolling() {
    isStopped = true;
  }

  @Override
  public boolean isPersistent() {
    return true;
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }

  private final class Listener implements LogListener {

    @Override
    public void lost(long records, long spans, long bytes) {
      lock.lock();
      try {
        unreadRecords -= records;
        unreadSpans -= spans;
        unreadBytes -= bytes;
      } finally {
        lock.unlock();
      }
      metrics.dropped(DropReason.STORAGE_DAMAGED, spans);
      context
          .logger()
          .error(
              "dropped {} spans in {} requests: their bytes in the storage are damaged",
              spans,
              records);
      onLost.accept(units(records, spans, bytes));
    }

    @Override
    public void skipped(String file, long bytes, boolean isTail) {
      if (isTail) {
        context
            .logger()
            .info(
                "{} ends with {} bytes of a request that was not written to its end, as the end of"
                    + " a process leaves it; it had not been accepted",
                file,
                bytes);
      } else {
        storageMetrics.damagedBytes.add(bytes);
        context.logger().error("{} has {} damaged bytes, which are left out", file, bytes);
      }
    }

    @Override
    public void failed(String what, IOException cause) {
      storageMetrics.failures.increment();
      warnings.warn("{} failed: {}", what, cause.toString());
    }
  }
}
