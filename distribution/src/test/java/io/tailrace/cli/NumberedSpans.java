// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Requests with a trace of one span each, by number, and what became of them. */
final class NumberedSpans implements RequestHandler {

  /** The numbers of the spans that the collector has acknowledged. */
  final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

  /** The numbers of the spans that have arrived at the backend. */
  final Set<Long> arrived = ConcurrentHashMap.newKeySet();

  private final String padding;

  NumberedSpans(int paddingBytes) {
    padding = "x".repeat(paddingBytes);
  }

  private byte[] request(long number) {
    var id = ByteString.copyFrom(ByteBuffer.allocate(16).putLong(1).putLong(number).flip());
    var span =
        Span.newBuilder()
            .setTraceId(id)
            .setSpanId(id.substring(8))
            .setName("GET /")
            .setStartTimeUnixNano(1)
            .setEndTimeUnixNano(2)
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("padding")
                    .setValue(AnyValue.newBuilder().setStringValue(padding)));
    var request = ExportTraceServiceRequest.newBuilder();
    request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
    return request.build().toByteArray();
  }

  /** Sends a span, {@code number} > 0, and notes whether it was acknowledged. */
  CompletableFuture<SendOutcome> send(OtlpClient client, long number) {
    var outcome = new CompletableFuture<SendOutcome>();
    byte[] request = request(number);
    client.send(
        request,
        request.length,
        result -> {
          if (result.equals(new SendOutcome.Accepted(0))) {
            acknowledged.add(number);
          }
          outcome.complete(result);
        });
    return outcome;
  }

  @Override
  public Answer handle(byte[] bytes, int length) {
    var index = new SpanIndex();
    try {
      OtlpScanner.scan(bytes, 0, length, index);
    } catch (MalformedOtlpException e) {
      return new Answer.Malformed(String.valueOf(e.getMessage()));
    }
    for (int i = 0; i < index.spanCount(); i++) {
      arrived.add(index.traceIdLow(i));
    }
    return Answer.ACCEPT;
  }
}
