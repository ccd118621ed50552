// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.intake;

import io.tailrace.component.ComponentContext;
import io.tailrace.net.RpcCode;
import io.tailrace.net.RpcStatus;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanBatchWriter;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.Consumer;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Scans the requests of one transport and hands them to the pipeline. Thread-safe: every thread has
 * an index of its own that it uses again, so that nothing is allocated per span.
 */
public final class SpanIntake {

  /** A request above this takes the index that it has grown with it. */
  private static final int KEPT_INDEX_REQUEST_BYTES = 8 << 20;

  private static final Duration NO_MEMORY_RETRY = Duration.ofSeconds(1);

  private static final ThreadLocal<SpanIndex> INDEX = ThreadLocal.withInitial(SpanIndex::new);

  private final Consumer next;
  private final ReceiverMetrics metrics;
  private final Logger logger;

  /**
   * Makes the intake of one transport.
   *
   * @param next where the spans go
   */
  public SpanIntake(ComponentContext context, Consumer next, ReceiverMetrics metrics) {
    this.next = next;
    this.metrics = metrics;
    logger = context.logger();
  }

  /** What the transport counts. */
  public ReceiverMetrics metrics() {
    return metrics;
  }

  /**
   * Takes the request {@code bytes[0, length)}, an {@code ExportTraceServiceRequest}; the array is
   * lent for the duration of the call.
   */
  public Outcome take(byte[] bytes, int length) {
    if (length == 0) {
      return Outcome.ACCEPTED;
    }
    SpanIndex index = INDEX.get();
    try {
      OtlpScanner.scan(bytes, 0, length, index);
    } catch (MalformedOtlpException e) {
      return malformed(String.valueOf(e.getMessage()));
    } finally {
      if (length > KEPT_INDEX_REQUEST_BYTES) {
        INDEX.remove();
      }
    }
    return index.rejectedSpans() == 0 ? takeWhole(index) : takeRest(index);
  }

  /** Nothing of the request can be read: counts it, and says why. */
  public Outcome malformed(String reason) {
    metrics.rejectedRequest("malformed");
    return failed(RpcCode.INVALID_ARGUMENT, reason);
  }

  private Outcome takeWhole(SpanIndex index) {
    return index.spanCount() == 0
        ? Outcome.ACCEPTED
        : consume(SpanBatch.borrowed(index), Outcome.ACCEPTED);
  }

  private Outcome takeRest(SpanIndex index) {
    int rejected = index.rejectedSpans();
    metrics.invalidSpans.add(rejected);
    var partial =
        new Outcome.Partial(
            rejected, rejected + " spans rejected; the first: " + index.firstRejection());
    return index.spanCount() == 0 ? partial : consume(SpanBatchWriter.write(index), partial);
  }

  private Outcome consume(SpanBatch batch, Outcome accepted) {
    int spans = batch.spanCount();
    ConsumeResult result;
    try {
      result = next.consume(batch);
    } catch (RuntimeException e) {
      metrics.failedSpans.add(spans);
      logger.error("the pipeline failed: this is a bug", e);
      return failed(RpcCode.INTERNAL, "the pipeline failed; the collector's log says why");
    } catch (OutOfMemoryError e) {
      metrics.refusedSpans.add(spans);
      logger.error("out of memory in the pipeline", e);
      return new Outcome.Failed(
          new RpcStatus(RpcCode.RESOURCE_EXHAUSTED, "no memory; try again", NO_MEMORY_RETRY));
    }
    return switch (result) {
      case ConsumeResult.Accepted _ -> {
        metrics.acceptedSpans.add(spans);
        yield accepted;
      }
      case ConsumeResult.Refused(String reason, Duration retryAfter) -> {
        metrics.refusedSpans.add(spans);
        yield new Outcome.Failed(new RpcStatus(RpcCode.RESOURCE_EXHAUSTED, reason, retryAfter));
      }
      case ConsumeResult.Rejected(String reason) -> {
        metrics.refusedSpans.add(spans);
        metrics.unacceptableSpans.add(spans);
        yield failed(RpcCode.INVALID_ARGUMENT, reason);
      }
    };
  }

  private static Outcome failed(RpcCode code, String message) {
    return new Outcome.Failed(RpcStatus.of(code, message));
  }
}
