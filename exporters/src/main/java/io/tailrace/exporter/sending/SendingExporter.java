// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.memory.ArrayPool;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.log.RateLimitedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
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

  private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

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

  /** Whether the last search for refused spans found that nothing at all is taken. */
  private volatile boolean refusesEverything;

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
    warnings = new RateLimitedLog(log, context.clock(), WARNING_INTERVAL);
    dropWarnings = new RateLimitedLog(log, context.clock(), WARNING_INTERVAL);
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
      if (!queue.load(request)) {
        return;
      }
      var prepared = request.prepared;
      if (prepared == null) {
        prepared = prepare(request);
        request.prepared = prepared;
      }
      prepared.send().whenComplete((outcome, fault) -> settle(request, outcome, fault));
    } catch (RuntimeException | LinkageError e) {
      log.error("preparing a request failed", e);
      request.prepared = null; // not released: it may have got somewhere
      drop(request, DropReason.PERMANENT_ERROR);
    } catch (OutOfMemoryError e) {
      onOutcome(request, new ExportOutcome.Retryable("out of heap memory"), null);
    }
  }

  /** Called wherever the transport completes a request; must not fail, or it is never settled. */
  private void settle(
      SendRequest request, @Nullable ExportOutcome outcome, @Nullable Throwable fault) {
    try {
      onOutcome(request, outcome, fault);
    } catch (RuntimeException | LinkageError e) {
      log.error("settling a request failed", e);
      drop(request, DropReason.PERMANENT_ERROR);
    }
  }

  private PreparedRequest prepare(SendRequest request) {
    var pieces = request.pieces;
    if (pieces == null) {
      var glued = SpanBatch.concat(request.parts, arrays());
      request.parts = List.of(glued);
      pieces = new Pieces(pieces(glued), arrays());
      request.pieces = pieces;
      request.parts = List.of();
      if (pieces.current() != glued) {
        glued.release();
      }
    }
    request.backoff = new Backoff(config.retry(), context.clock().nanoTime(), random);
    var prepared = transport.prepare(pieces.current());
    long kept = transport.refusesBatches() || pieces.hasMore() ? pieces.retainedBytes() : 0;
    if (kept == 0) {
      request.pieces = null;
      pieces.release();
    }
    queue.resize(request, prepared.retainedBytes() + kept);
    return prepared;
  }

  private ArrayPool arrays() {
    return context.memory().arrays();
  }

  /** The batch in pieces that may be sent; the batch itself if it is small enough. */
  private List<SpanBatch> pieces(SpanBatch batch) {
    var batching = config.queue().batch().filter(b -> b.maxSize() > 0);
    var parts = transport.partition(batch);
    if (batching.isEmpty()) {
      return parts;
    }
    long maxSize = batching.get().maxSize();
    var pieces = new ArrayList<SpanBatch>();
    for (SpanBatch part : parts) {
      var split = BatchSplitter.split(part, maxSize, batching.get().sizer(), arrays());
      pieces.addAll(split);
      if (part != batch && split.getFirst() != part) {
        part.release();
      }
    }
    return pieces;
  }

  private void onOutcome(
      SendRequest request, @Nullable ExportOutcome outcome, @Nullable Throwable fault) {
    switch (outcome) {
      case null -> {
        log.error("sending a request failed", fault);
        drop(request, DropReason.PERMANENT_ERROR);
      }
      case ExportOutcome.Accepted _ -> {
        int spans = spansOf(request);
        accepted(request);
        done(request, () -> metrics.sent.add(spans));
      }
      case ExportOutcome.PartiallyAccepted(long rejected, String message) ->
          onPartialSuccess(request, rejected, message);
      case ExportOutcome.RefusedInPart refused -> onRefusalInPart(request, refused);
      case ExportOutcome.Invalid(String reason) ->
          onRefusal(request, DropReason.INVALID_SPAN, reason);
      case ExportOutcome.TooLarge(String reason) ->
          onRefusal(request, DropReason.TOO_LARGE, reason);
      case ExportOutcome.Permanent(String reason) ->
          dropPiece(request, DropReason.PERMANENT_ERROR, reason);
      case ExportOutcome.Retryable retryable -> retry(request, retryable);
    }
  }

  /** The spans of the piece that was sent; of the whole request if it is not in pieces. */
  private static int spansOf(SendRequest request) {
    var pieces = request.pieces;
    return pieces == null ? request.spans : pieces.current().spanCount();
  }

  private void accepted(SendRequest request) {
    refusesEverything = false;
    if (request.pieces != null) {
      request.pieces.accepted();
    }
  }

  /** Counts what became of the piece that was sent, and goes on with the next one. */
  private void done(SendRequest request, Runnable accounting) {
    var pieces = request.pieces;
    int spans = spansOf(request);
    if (pieces == null || !pieces.next()) {
      finish(request, accounting);
      return;
    }
    queue.account(request, spans, accounting);
    request.releasePrepared();
    submit(request);
  }

  private void onPartialSuccess(SendRequest request, long rejectedSpans, String message) {
    int spans = spansOf(request);
    long rejected = Math.clamp(rejectedSpans, 0, spans);
    if (rejected == 0) {
      warnings.warn("the backend took all spans, with a warning: {}", message);
    } else {
      warnings.warn("the backend rejected {} of {} spans: {}", rejected, spans, message);
    }
    accepted(request);
    done(
        request,
        () -> {
          metrics.sent.add(spans - rejected);
          metrics.dropped(DropReason.REJECTED_BY_BACKEND, rejected);
        });
  }

  private void onRefusalInPart(SendRequest request, ExportOutcome.RefusedInPart refused) {
    var pieces = request.pieces;
    if (pieces == null) {
      throw new IllegalStateException("the transport says that it does not refuse batches");
    }
    int settled = pieces.current().spanCount() - refused.rest().spanCount();
    long rejected = Math.clamp(refused.rejectedSpans(), 0, settled);
    if (rejected > 0) {
      warnings.warn("the backend rejected {} spans: {}", rejected, refused.message());
    }
    if (rejected < settled) {
      accepted(request);
    }
    queue.account(
        request,
        settled,
        () -> {
          metrics.sent.add(settled - rejected);
          metrics.dropped(DropReason.REJECTED_BY_BACKEND, rejected);
        });
    request.releasePrepared();
    pieces.replace(refused.rest());
    onOutcome(request, refused.refusal(), null);
  }

  /** Looks for the spans that the backend refuses: the others are delivered on the way. */
  private void onRefusal(SendRequest request, DropReason reason, String message) {
    var pieces = request.pieces;
    if (pieces == null || refusesEverything) {
      dropPiece(request, DropReason.PERMANENT_ERROR, message);
      return;
    }
    boolean isWorthwhile = pieces.refused();
    if (!pieces.canHalve()) {
      dropPiece(request, reason, message);
    } else if (isWorthwhile) {
      request.releasePrepared();
      pieces.halve();
      submit(request);
    } else {
      refusesEverything = pieces.isFruitless();
      dropPiece(request, DropReason.PERMANENT_ERROR, message);
    }
  }

  private void dropPiece(SendRequest request, DropReason reason, String message) {
    int spans = spansOf(request);
    var pieces = request.pieces;
    dropWarnings.warn(
        "dropped {} spans ({}{}): {}",
        spans,
        reason.label(),
        pieces == null ? "" : ", trace " + firstTraceId(pieces.current()),
        message);
    done(request, () -> metrics.dropped(reason, spans));
  }

  private static String firstTraceId(SpanBatch batch) {
    var index = batch.index();
    return index.spanCount() == 0
        ? "unknown"
        : HexFormat.of().toHexDigits(index.traceIdHigh(0))
            + HexFormat.of().toHexDigits(index.traceIdLow(0))
            + (batch.spanCount() > 1 ? " and others" : "");
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
    if (deadline != null && queue.leaveToNextStart(request)) {
      return;
    }
    if (deadline != null) {
      pause = Math.max(Math.min(pause, DRAIN_PAUSE_NANOS), failure.retryAfter().toNanos());
      if (pause >= deadline.remainingNanos()) {
        giveUp(request, failure, DropReason.SHUTDOWN);
        return;
      }
    }
    if (queue.retryLater(request, pause, !failure.retryAfter().isZero(), () -> submit(request))) {
      warnings.warn(
          "sending {} spans failed, next attempt in {} ms: {}",
          request.spans,
          Duration.ofNanos(pause).toMillis(),
          failure.reason());
    }
    if (deadline == null && drainDeadline != null) {
      hurry();
    }
  }

  /** Ends pauses, so that nothing waits longer than it must while the collector stops. */
  private void hurry() {
    queue.hurry().forEach(this::submit);
  }

  private void giveUp(SendRequest request, ExportOutcome.Retryable failure, DropReason reason) {
    dropWarnings.warn("dropped {} spans ({}): {}", request.spans, reason.label(), failure.reason());
    drop(request, reason);
  }

  private void drop(SendRequest request, DropReason reason) {
    finish(request, () -> metrics.dropped(reason, request.spans));
  }

  /** Settles a request of which nothing is in flight; it is not used any more. */
  private void finish(SendRequest request, Runnable accounting) {
    request.release();
    queue.settle(request, accounting);
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
    queue.leavePaused();
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
    long kept = queue.closeStore();
    if (kept > 0) {
      log.info(
          "stopped with {} {} not sent; the next start sends them",
          kept,
          config.queue().sizer().label());
    }
  }
}
