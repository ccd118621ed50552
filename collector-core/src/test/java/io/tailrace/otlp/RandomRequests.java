// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
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

/** Random legal requests with every field of the schema, unknown fields and groups. */
public final class RandomRequests {

  private final Random random;
  private final int traces;

  /**
   * Makes a generator.
   *
   * @param traces how many different trace IDs it uses
   */
  public RandomRequests(long seed, int traces) {
    random = new Random(seed);
    this.traces = traces;
  }

  /** The next request: up to 4 resources with up to 3 scopes with up to 12 spans. */
  public ExportTraceServiceRequest next() {
    var request = ExportTraceServiceRequest.newBuilder();
    for (int r = random.nextInt(4); r >= 0; r--) {
      var resource = ResourceSpans.newBuilder().setResource(resource());
      if (random.nextBoolean()) {
        resource.setSchemaUrl("https://opentelemetry.io/schemas/1.27.0");
      }
      if (random.nextInt(4) == 0) {
        resource.setUnknownFields(unknown());
      }
      for (int s = random.nextInt(3); s >= 0; s--) {
        resource.addScopeSpans(scope());
      }
      request.addResourceSpans(resource);
    }
    return request.build();
  }

  private Resource resource() {
    var resource =
        Resource.newBuilder()
            .addAttributes(TestTraces.attribute("service.name", "s" + random.nextInt(5)));
    if (random.nextInt(3) == 0) {
      resource.setDroppedAttributesCount(random.nextInt()).setUnknownFields(unknown());
    }
    return resource.build();
  }

  private ScopeSpans scope() {
    var scope = ScopeSpans.newBuilder();
    if (random.nextBoolean()) {
      scope.setScope(
          InstrumentationScope.newBuilder()
              .setName("scope" + random.nextInt(3))
              .addAttributes(attribute(0)));
    }
    if (random.nextInt(4) == 0) {
      scope.setUnknownFields(unknown()).setSchemaUrl("urn:x");
    }
    for (int i = random.nextInt(12); i >= 0; i--) {
      scope.addSpans(span());
    }
    return scope.build();
  }

  private Span span() {
    long trace = 1 + random.nextInt(traces);
    var span =
        Span.newBuilder()
            .setTraceId(TestTraces.traceId(trace * 0x9E3779B97F4A7C15L, trace))
            .setSpanId(TestTraces.spanId(random.nextLong() | 1))
            .setName("op" + random.nextInt(10))
            .setKindValue(random.nextInt(8))
            .setStartTimeUnixNano(random.nextLong(1L << 61))
            .setEndTimeUnixNano(random.nextLong(1L << 61));
    if (random.nextBoolean()) {
      span.setParentSpanId(TestTraces.spanId(random.nextLong(3)));
    }
    if (random.nextInt(3) == 0) {
      span.setStatus(
          Status.newBuilder().setCodeValue(random.nextInt(5) - 1).setMessage("m").build());
    }
    if (random.nextInt(4) == 0) {
      span.setUnknownFields(unknown()).setFlags(0x301).setTraceState("a=b");
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      span.addAttributes(attribute(0));
    }
    if (random.nextInt(5) == 0) {
      span.addEvents(
          Span.Event.newBuilder()
              .setTimeUnixNano(random.nextLong())
              .setName("exception")
              .addAttributes(attribute(0)));
      span.addLinks(
          Span.Link.newBuilder()
              .setTraceId(TestTraces.traceId(1, 2))
              .setSpanId(TestTraces.spanId(3))
              .addAttributes(attribute(0)));
    }
    return span.build();
  }

  private KeyValue attribute(int depth) {
    return KeyValue.newBuilder().setKey("k" + random.nextInt(9)).setValue(value(depth)).build();
  }

  private AnyValue value(int depth) {
    var any = AnyValue.newBuilder();
    switch (random.nextInt(depth > 3 ? 5 : 8)) {
      case 0 -> any.setStringValue("v".repeat(random.nextInt(200)));
      case 1 -> any.setBoolValue(random.nextBoolean());
      case 2 -> any.setIntValue(random.nextLong());
      case 3 -> any.setDoubleValue(random.nextGaussian());
      case 4 -> any.setBytesValue(ByteString.copyFrom(new byte[random.nextInt(20)]));
      case 5 ->
          any.setArrayValue(
              ArrayValue.newBuilder().addValues(value(depth + 1)).addValues(value(depth + 1)));
      case 6 -> any.setKvlistValue(KeyValueList.newBuilder().addValues(attribute(depth + 1)));
      default -> {}
    }
    return any.build();
  }

  private UnknownFieldSet unknown() {
    var group = UnknownFieldSet.newBuilder();
    group.addField(3, UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong()).build());
    return UnknownFieldSet.newBuilder()
        .addField(
            900 + random.nextInt(50),
            UnknownFieldSet.Field.newBuilder()
                .addVarint(random.nextLong())
                .addFixed32(random.nextInt())
                .addFixed64(random.nextLong())
                .addLengthDelimited(ByteString.copyFromUtf8("future"))
                .addGroup(group.build())
                .build())
        .build();
  }
}
