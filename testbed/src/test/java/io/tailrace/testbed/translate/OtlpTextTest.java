// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpTextTest {

  private static final long NOW = 1_795_000_000_000_000_000L;

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static List<String> lines(Span.Builder span) {
    var scopeSpans = ScopeSpans.newBuilder().addSpans(span);
    scopeSpans.getScopeBuilder().setName("lib").setVersion("1");
    var resourceSpans = ResourceSpans.newBuilder().addScopeSpans(scopeSpans);
    resourceSpans
        .getResourceBuilder()
        .addAttributes(attribute("service.name", AnyValue.newBuilder().setStringValue("s")));
    var request = ExportTraceServiceRequest.newBuilder().addResourceSpans(resourceSpans).build();
    return OtlpText.spans(request.toByteArray(), NOW).getFirst();
  }

  @Test
  void spans_everyField_isALine() {
    var span = Span.newBuilder().setName("op").setKindValue(3).setTraceState("a=b").setFlags(257);
    span.setTraceId(ByteString.copyFrom(new byte[] {1, 2})).setSpanId(ByteString.EMPTY);
    span.setStartTimeUnixNano(5).setEndTimeUnixNano(-1);
    span.addAttributes(attribute("i", AnyValue.newBuilder().setIntValue(-7)));
    span.addAttributes(attribute("d", AnyValue.newBuilder().setDoubleValue(1.5)));
    span.addAttributes(attribute("b", AnyValue.newBuilder().setBoolValue(false)));
    span.addEventsBuilder().setName("e").setTimeUnixNano(9);
    span.addLinksBuilder().setSpanId(ByteString.copyFrom(new byte[] {3}));
    span.setStatus(Status.newBuilder().setCodeValue(2).setMessage("m"));

    assertThat(lines(span))
        .containsExactlyInAnyOrder(
            "resource attribute service.name = string 's'",
            "scope name = lib",
            "scope version = 1",
            "traceId = 0102",
            "name = op",
            "kind = 3",
            "traceState = a=b",
            "flags = 257",
            "start = 5",
            "end = 18446744073709551615",
            "attribute i = int -7",
            "attribute d = double 1.5",
            "attribute b = bool false",
            "event 00 [name = e, time = 9]",
            "link 00 [spanId = 03]",
            "status code = 2",
            "status message = m");
  }

  @Test
  void spans_timesOfThePresent_areWrittenAsNow() {
    var span = Span.newBuilder().setStartTimeUnixNano(NOW - 1_000).setEndTimeUnixNano(NOW + 1_000);
    assertThat(lines(span)).contains("start = now", "end = now");
  }

  @Test
  void spans_idsOfZeros_areNone() {
    var span = Span.newBuilder().setParentSpanId(ByteString.copyFrom(new byte[8]));
    assertThat(lines(span)).noneMatch(line -> line.startsWith("parentSpanId"));
  }
}
