// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.SpanIndex;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Requests of 512 spans of about 430 bytes, seven spans a trace, one trace in a hundred with an
 * error.
 */
final class Traffic {

  static final int SPANS = 512;
  static final int SPANS_PER_TRACE = 7;

  private final Random random = new Random(1);
  private long sequence;

  byte[] request() {
    var scope =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("io.opentelemetry.netty-4.1"));
    for (int i = 0; i < SPANS; i++) {
      scope.addSpans(span(i));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", "checkout"))
                        .addAttributes(attribute("service.version", "1.14.2"))
                        .addAttributes(attribute("host.name", "ip-10-0-13-27.ec2.internal"))
                        .addAttributes(attribute("k8s.pod.name", "checkout-5d9c7b7f6d-x2lqv")))
                .addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private Span span(int i) {
    if (i % SPANS_PER_TRACE == 0) {
      sequence++;
    }
    long low = sequence * 0x9E3779B97F4A7C15L;
    var span =
        Span.newBuilder()
            .setTraceId(
                ByteString.copyFrom(ByteBuffer.allocate(16).putLong(~low).putLong(low).flip()))
            .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(low + i + 1).flip()))
            .setName("POST /api/v1/orders/{orderId}/items")
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(1_700_000_000_000_000_000L)
            .setEndTimeUnixNano(1_700_000_000_010_000_000L)
            .addAttributes(attribute("http.request.method", "POST"))
            .addAttributes(attribute("url.path", "/api/v1/orders/" + random.nextInt(1 << 30)))
            .addAttributes(attribute("server.address", "checkout.shop.svc.cluster.local"))
            .addAttributes(attribute("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
            .addAttributes(attribute("network.peer.address", "10.0.14." + random.nextInt(256)))
            .addAttributes(attribute("thread.name", "reactor-http-epoll-" + random.nextInt(8)))
            .addAttributes(attribute("http.route", "/api/v1/orders/{orderId}/items"));
    if (i % SPANS_PER_TRACE != 0) {
      span.setParentSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(low + 1).flip()));
    } else if (sequence % 100 == 0) {
      span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    return span.build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** Gives the spans of a request new trace IDs, seven in a row the same one. */
  void renew(byte[] request, SpanIndex index) {
    for (int i = 0; i < index.spanCount(); i++) {
      if (i % SPANS_PER_TRACE == 0) {
        sequence++;
      }
      long low = sequence * 0x9E3779B97F4A7C15L;
      int at = index.spanOffset(i) + 5;
      ByteBuffer.wrap(request).putLong(at, ~low).putLong(at + 8, low);
    }
  }

  static SpanIndex scan(byte[] request) {
    var index = new SpanIndex();
    try {
      OtlpScanner.scan(request, 0, request.length, index);
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException(e);
    }
    return index;
  }
}
