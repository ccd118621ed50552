// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.otlp.SpanBatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A consumer that keeps what it is given and answers what a test wants. */
public final class RecordingConsumer implements Consumer {

  private final List<SpanBatch> batches = new CopyOnWriteArrayList<>();
  private volatile ConsumeResult answer = ConsumeResult.ACCEPTED;

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    ConsumeResult now = answer;
    if (now instanceof ConsumeResult.Accepted) {
      batches.add(batch.retain());
    }
    return now;
  }

  /** Sets the answer to the calls that follow. */
  public void answer(ConsumeResult next) {
    answer = next;
  }

  /** The batches that were accepted. */
  public List<SpanBatch> batches() {
    return batches;
  }

  /** The accepted batches, parsed by protobuf's own runtime. */
  public List<ExportTraceServiceRequest> requests() {
    return batches.stream().map(RecordingConsumer::parse).toList();
  }

  /** All accepted spans in order. */
  public List<Span> spans() {
    return requests().stream()
        .flatMap(r -> r.getResourceSpansList().stream())
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  private static ExportTraceServiceRequest parse(SpanBatch batch) {
    try {
      return ExportTraceServiceRequest.parser()
          .parseFrom(batch.bytes(), batch.offset(), batch.length());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not a well-formed request", e);
    }
  }
}
