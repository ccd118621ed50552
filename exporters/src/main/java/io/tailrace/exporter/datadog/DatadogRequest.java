// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import io.tailrace.exporter.datadog.payload.Payload;
import io.tailrace.exporter.datadog.payload.PayloadEncoder;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanBatchWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of one batch, sent one after the other. One that was taken is not sent again when a
 * later one fails and the request is repeated; the spans of those that were refused become a batch
 * of their own at the end. Owns its payloads and the batch. Used by one attempt at a time.
 */
final class DatadogRequest implements PreparedRequest {

  private final SpanBatch batch;
  private final ArrayDeque<Payload> left;
  private final Function<Payload, CompletionStage<ExportOutcome>> post;
  private final int retainedBytes;
  private long rejectedSpans;
  private String rejection = "";

  /** The spans of refused payloads; each payload's are ascending. */
  private int[] refusedSpans = {};

  private @Nullable ExportOutcome refusal;

  /**
   * A request.
   *
   * @param batch what was encoded; the request becomes its owner in the caller's place
   */
  DatadogRequest(
      SpanBatch batch,
      PayloadEncoder.Result result,
      Function<Payload, CompletionStage<ExportOutcome>> post) {
    this.batch = batch;
    left = new ArrayDeque<>(result.payloads());
    this.post = post;
    retainedBytes = result.payloads().stream().mapToInt(p -> p.body().retainedBytes()).sum();
    if (result.tooLargeSpans() > 0) {
      rejectedSpans = result.tooLargeSpans();
      rejection =
          "larger than a payload (expected: <= " + PayloadEncoder.MAX_PAYLOAD_BYTES + " bytes)";
    }
  }

  @Override
  public int retainedBytes() {
    return retainedBytes;
  }

  @Override
  public CompletionStage<ExportOutcome> send() {
    var next = left.peekFirst();
    return next == null
        ? CompletableFuture.completedStage(total())
        : post.apply(next).thenCompose(outcome -> after(next, outcome));
  }

  @Override
  public void release() {
    left.forEach(payload -> payload.body().release());
    left.clear();
    batch.release();
  }

  private CompletionStage<ExportOutcome> after(Payload payload, ExportOutcome outcome) {
    if (outcome instanceof ExportOutcome.Retryable) {
      return CompletableFuture.completedStage(outcome);
    }
    left.removeFirst().body().release();
    if (outcome instanceof ExportOutcome.Permanent(String reason)) {
      rejectedSpans += payload.spans().length;
      rejection = reason;
    } else if (!(outcome instanceof ExportOutcome.Accepted)) {
      refuse(payload.spans());
      refusal = outcome;
    }
    return send();
  }

  private void refuse(int[] spans) {
    int before = refusedSpans.length;
    refusedSpans = Arrays.copyOf(refusedSpans, before + spans.length);
    System.arraycopy(spans, 0, refusedSpans, before, spans.length);
  }

  private ExportOutcome total() {
    var refused = refusal;
    if (refused != null) {
      return refusedSpans.length == batch.spanCount() ? refused : refusedInPart(refused);
    }
    if (rejectedSpans == 0) {
      return ExportOutcome.ACCEPTED;
    }
    return rejectedSpans == batch.spanCount()
        ? new ExportOutcome.Permanent(rejection)
        : new ExportOutcome.PartiallyAccepted(rejectedSpans, rejection);
  }

  private ExportOutcome refusedInPart(ExportOutcome refused) {
    Arrays.sort(refusedSpans);
    var rest = SpanBatchWriter.write(batch.index(), refusedSpans, refusedSpans.length);
    return new ExportOutcome.RefusedInPart(rejectedSpans, rejection, rest, refused);
  }
}
