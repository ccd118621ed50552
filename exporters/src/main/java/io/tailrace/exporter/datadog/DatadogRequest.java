// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import io.tailrace.exporter.datadog.payload.Payload;
import io.tailrace.exporter.datadog.payload.PayloadEncoder;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The payloads of one batch, sent one after the other. One that was taken is not sent again when a
 * later one fails and the request is repeated. Used by one attempt at a time.
 */
final class DatadogRequest implements PreparedRequest {

  private final ArrayDeque<Payload> left;
  private final Function<Payload, CompletionStage<ExportOutcome>> post;
  private final int retainedBytes;
  private long takenSpans;
  private long rejectedSpans;
  private String rejection = "";

  DatadogRequest(
      PayloadEncoder.Result result, Function<Payload, CompletionStage<ExportOutcome>> post) {
    left = new ArrayDeque<>(result.payloads());
    this.post = post;
    retainedBytes = result.payloads().stream().mapToInt(p -> p.body().retainedBytes()).sum();
    takenSpans = result.ignoredSpans();
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
  }

  private CompletionStage<ExportOutcome> after(Payload payload, ExportOutcome outcome) {
    if (outcome instanceof ExportOutcome.Retryable) {
      return CompletableFuture.completedStage(outcome);
    }
    left.removeFirst().body().release();
    if (outcome instanceof ExportOutcome.Permanent(String reason)) {
      rejectedSpans += payload.spans();
      rejection = reason;
    } else {
      takenSpans += payload.spans();
    }
    return send();
  }

  private ExportOutcome total() {
    if (rejectedSpans == 0) {
      return ExportOutcome.ACCEPTED;
    }
    return takenSpans == 0
        ? new ExportOutcome.Permanent(rejection)
        : new ExportOutcome.PartiallyAccepted(rejectedSpans, rejection);
  }
}
