// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An exporter: a queue in front of a {@link SpanTransport}, and retry behind it.
 *
 * <p>{@code consume} enqueues and returns. A worker glues, encodes and sends; while a request is in
 * flight or pauses before another attempt it occupies one of {@code num_consumers} places but no
 * thread. Because failing requests keep their places, a backend that is down sees no more requests
 * at once than one that is up.
 */
public final class SendingExporter implements Exporter {

  /** The longest pause between attempts while the collector stops, unless a backend asks. */
  private static final long DRAIN_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final SendingConfig config;
  private final ComponentContext context;
  private final SpanTransport transport;
  private final SendingQueue queue;
  private final SendingMetrics metrics;
  private final ExecutorService workers;
  private final DoubleSupplier random;
  private final Logger log;
  private final RateLimitedLog warnings;
  private final RateLimitedLog dropWarnings;
  private boolean isStarted;
  private boolean isStopped;
  private volatile @Nullable Deadline drainDeadline;

  /** An exporter with as many workers as there are cores, started when there is work. */
  public static SendingExporter of(
      SendingConfig config, ComponentContext context, SpanTransport transport) {
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = Math.min(config.queue().numConsumers(), cores);
    return new SendingExporter(
        config, context, transport, Workers.pool(context.id(), threads), SendingExporter::random);
  }

  /** An exporter with one worker: requests are prepared and first sent in the order they came. */
  public static SendingExporter inOrder(
      SendingConfig config, ComponentContext context, SpanTransport transport) {
    return new SendingExporter(
        config, context, transport, Workers.pool(context.id(), 1), SendingExporter::random);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  SendingExporter(
      SendingConfig config,
      ComponentContext context,
      SpanTransport transport,
      ExecutorService workers,
      DoubleSupplier random) {
    this.config = config;
    this.context = context;
    this.transport = transport;
    this.workers = workers;
    this.random = random;
    log = context.logger();
    warnings = new RateLimitedLog(log, context.clock());
    dropWarnings = new RateLimitedLog(log, context.clock());
    metrics = new SendingMetrics(context);
    queue = new SendingQueue(config.queue(), context, metrics, this::dispatch);
  }

  @Override
  public synchronized void start() {
    transport.start();
    isStarted = true;
    queue.open();
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    return batch.spanCount() == 0 ? ConsumeResult.ACCEPTED : queue.offer(batch);
  }

  private void dispatch() {
    for (var next = queue.take(); next != null; next = queue.take()) {
      submit(next);
    }
  }

  private void submit(SendRequest request) {
    try {
      workers.execute(() -> attempt(request));
    } catch (RejectedExecutionException _) {
      drop(request, DropReason.SHUTDOWN);
    }
  }

  /** Runs on a worker. */
  private void attempt(SendRequest request) {
    try {
      var prepared = request.prepared;
      if (prepared == null) {
        prepared = prepare(request);
        request.prepared = prepared;
      }
      prepared.send().whenComplete((outcome, fault) -> onOutcome(request, outcome, fault));
    } catch (RuntimeException | LinkageError e) {
      log.error("preparing a request failed", e);
      drop(request, DropReason.PERMANENT_ERROR);
    } catch (OutOfMemoryError e) {
      onOutcome(request, new ExportOutcome.Retryable("out of heap memory"), null);
    }
  }

  private PreparedRequest prepare(SendRequest request) {
    SpanBatch batch = SpanBatch.concat(request.parts);
    var batching = config.queue().batch();
    if (!request.isSplit && batching.isPresent() && batching.get().maxSize() > 0) {
      var pieces = BatchSplitter.split(batch, batching.get().maxSize(), batching.get().sizer());
      if (pieces.size() > 1) {
        queue.split(request, pieces);
        batch = pieces.getFirst();
      }
    }
    request.backoff = new Backoff(config.retry(), context.clock().nanoTime(), random);
    var prepared = transport.prepare(batch);
    request.parts = List.of();
    queue.resize(request, prepared.retainedBytes());
    return prepared;
  }

  private void onOutcome(
      SendRequest request, @Nullable ExportOutcome outcome, @Nullable Throwable fault) {
    switch (outcome) {
      case null -> {
        log.error("sending a request failed", fault);
        drop(request, DropReason.PERMANENT_ERROR);
      }
      case ExportOutcome.Accepted _ -> queue.settle(request, () -> metrics.sent.add(request.spans));
      case ExportOutcome.PartiallyAccepted(long rejected, String message) ->
          onPartialSuccess(request, rejected, message);
      case ExportOutcome.Permanent(String reason) -> {
        dropWarnings.warn("dropped " + request.spans + " spans: " + reason);
        drop(request, DropReason.PERMANENT_ERROR);
      }
      case ExportOutcome.Retryable retryable -> retry(request, retryable);
    }
  }

  private void onPartialSuccess(SendRequest request, long rejectedSpans, String message) {
    long rejected = Math.clamp(rejectedSpans, 0, request.spans);
    warnings.warn(
        rejected == 0
            ? "the backend took all spans, with a warning: " + message
            : "the backend rejected " + rejected + " of " + request.spans + " spans: " + message);
    queue.settle(
        request,
        () -> {
          metrics.sent.add(request.spans - rejected);
          metrics.dropped(DropReason.REJECTED_BY_BACKEND, rejected);
        });
  }

  private void retry(SendRequest request, ExportOutcome.Retryable failure) {
    if (!config.retry().enabled()) {
      giveUp(request, failure, DropReason.RETRY_DISABLED);
      return;
    }
    long now = context.clock().nanoTime();
    var backoff = request.backoff;
    if (backoff == null) {
      backoff = new Backoff(config.retry(), now, random);
      request.backoff = backoff;
    }
    long pause = backoff.nextNanos(now, failure.retryAfter());
    if (pause == Backoff.GIVE_UP) {
      giveUp(request, failure, DropReason.RETRIES_EXHAUSTED);
      return;
    }
    var deadline = drainDeadline;
    if (deadline != null) {
      pause = Math.max(Math.min(pause, DRAIN_PAUSE_NANOS), failure.retryAfter().toNanos());
      if (pause >= deadline.remainingNanos()) {
        giveUp(request, failure, DropReason.SHUTDOWN);
        return;
      }
    }
    if (queue.retryLater(request, pause, !failure.retryAfter().isZero(), () -> submit(request))) {
      warnings.warn(
          "sending "
              + request.spans
              + " spans failed, next attempt in "
              + Duration.ofNanos(pause).toMillis()
              + " ms: "
              + failure.reason());
    }
    if (deadline == null && drainDeadline != null) {
      hurry();
    }
  }

  private void hurry() {
    queue.hurry().forEach(this::submit);
  }

  private void giveUp(SendRequest request, ExportOutcome.Retryable failure, DropReason reason) {
    dropWarnings.warn(
        "dropped " + request.spans + " spans (" + reason.label() + "): " + failure.reason());
    drop(request, reason);
  }

  private void drop(SendRequest request, DropReason reason) {
    queue.settle(request, () -> metrics.dropped(reason, request.spans));
  }

  @Override
  public synchronized void stop(Deadline deadline) {
    if (!isStarted || isStopped) {
      isStopped = true;
      return;
    }
    isStopped = true;
    drainDeadline = deadline;
    queue.close();
    transport.drain();
    hurry();
    while (!queue.awaitEmpty(SendingQueue.pollNanos(deadline.remainingNanos()))) {
      if (deadline.isExpired() || Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    long left = queue.abandon();
    if (left > 0) {
      log.warn("stopped with {} spans not sent; they are dropped", left);
    }
    transport.close();
    workers.shutdownNow();
  }
}
