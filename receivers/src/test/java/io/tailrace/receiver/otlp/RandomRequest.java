// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Random;

/** Requests of every shape; the same seed gives the same request. */
final class RandomRequest {

  private static final String[] TEXTS = {
    "", "a", "service.name", "ä€😀", "\"\\/\b\n\u0001\u007f", "x".repeat(300)
  };

  private final Random random;

  RandomRequest(Random random) {
    this.random = random;
  }

  ExportTraceServiceRequest next() {
    var request = ExportTraceServiceRequest.newBuilder();
    for (int r = random.nextInt(3); r >= 0; r--) {
      var resource = Resource.newBuilder().setDroppedAttributesCount(random.nextInt(3));
      for (int i = random.nextInt(3); i > 0; i--) {
        resource.addAttributes(keyValue(0));
      }
      var spans = ResourceSpans.newBuilder().setResource(resource).setSchemaUrl(text());
      for (int s = random.nextInt(3); s > 0; s--) {
        spans.addScopeSpans(scopeSpans());
      }
      request.addResourceSpans(spans);
    }
    return request.build();
  }

  private ScopeSpans scopeSpans() {
    var scope = InstrumentationScope.newBuilder().setName(text()).setVersion(text());
    var spans = ScopeSpans.newBuilder().setScope(scope.addAttributes(keyValue(0)));
    for (int i = random.nextInt(4); i > 0; i--) {
      spans.addSpans(span());
    }
    return spans.build();
  }

  private Span span() {
    var span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setName(text())
            .setTraceState(text())
            .setKindValue(random.nextInt(7))
            .setStartTimeUnixNano(random.nextLong())
            .setEndTimeUnixNano(random.nextLong())
            .setFlags(random.nextInt())
            .setDroppedEventsCount(random.nextInt())
            .setStatus(Status.newBuilder().setCodeValue(random.nextInt(4)).setMessage(text()));
    if (random.nextBoolean()) {
      span.setParentSpanId(bytes(8));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      span.addAttributes(keyValue(0));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      span.addEvents(
          Span.Event.newBuilder()
              .setName(text())
              .setTimeUnixNano(random.nextLong())
              .addAttributes(keyValue(0)));
      span.addLinks(
          Span.Link.newBuilder()
              .setTraceId(bytes(16))
              .setSpanId(bytes(8))
              .setFlags(random.nextInt())
              .addAttributes(keyValue(0)));
    }
    return span.build();
  }

  private KeyValue keyValue(int depth) {
    return KeyValue.newBuilder().setKey(text()).setValue(any(depth)).build();
  }

  private AnyValue any(int depth) {
    var value = AnyValue.newBuilder();
    return switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> value.setStringValue(text()).build();
      case 1 -> value.setBoolValue(random.nextBoolean()).build();
      case 2 -> value.setIntValue(random.nextLong()).build();
      case 3 -> value.setDoubleValue(random.nextGaussian() * 1e10).build();
      case 4 -> value.setBytesValue(bytes(random.nextInt(6))).build();
      case 5 -> value.build();
      case 6 -> {
        var list = ArrayValue.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.addValues(any(depth + 1));
        }
        yield value.setArrayValue(list).build();
      }
      default -> {
        var list = KeyValueList.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.addValues(keyValue(depth + 1));
        }
        yield value.setKvlistValue(list).build();
      }
    };
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
