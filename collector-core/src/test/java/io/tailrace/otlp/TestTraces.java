// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;

/** Requests for tests, made by protobuf's own runtime. */
public final class TestTraces {

  private TestTraces() {}

  /** A string attribute. */
  public static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** A trace ID of 16 bytes. */
  public static ByteString traceId(long high, long low) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
  }

  /** A span ID of 8 bytes. */
  public static ByteString spanId(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  /** A span of 10 ms; parent 0 makes it a root. */
  public static Span.Builder span(long traceLow, long id, long parent) {
    var span =
        Span.newBuilder()
            .setTraceId(traceId(0x1234, traceLow))
            .setSpanId(spanId(id))
            .setName("GET /orders/{id}")
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(1_577_880_000_000_000_000L)
            .setEndTimeUnixNano(1_577_880_000_010_000_000L)
            .addAttributes(attribute("http.request.method", "GET"))
            .addAttributes(attribute("url.path", "/orders/17"));
    return parent == 0 ? span : span.setParentSpanId(spanId(parent));
  }

  /** A request with one resource and one scope. */
  public static ExportTraceServiceRequest request(String service, Span... spans) {
    var scope =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("test").setVersion("1.0"));
    for (Span span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(attribute("service.name", service)))
                .addScopeSpans(scope))
        .build();
  }

  /** The request as an owned batch. */
  public static SpanBatch batch(ExportTraceServiceRequest request) {
    int spans =
        request.getResourceSpansList().stream()
            .flatMap(r -> r.getScopeSpansList().stream())
            .mapToInt(ScopeSpans::getSpansCount)
            .sum();
    return SpanBatch.owned(request.toByteArray(), spans);
  }
}
