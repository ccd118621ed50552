// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import zipkin2.Annotation;
import zipkin2.Endpoint;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/** Spans that Zipkin's own library has built and encoded. */
class ZipkinOracleTest {

  private static final int ROUNDS = 800;

  @Test
  void translate_sameSpansInBothFormatsOfV2_areTheSame() throws Exception {
    var random = new Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      List<Span> spans = new RandomSpans(random).list(1 + random.nextInt(4));
      assertThat(Translated.of(Format.V2_PROTO, SpanBytesEncoder.PROTO3.encodeList(spans)).text())
          .isEqualTo(
              Translated.of(Format.V2_JSON, SpanBytesEncoder.JSON_V2.encodeList(spans)).text());
    }
  }

  @Test
  void translate_sameSpansInBothFormatsOfV1_areTheSame() throws Exception {
    var random = new Random(2);
    for (int i = 0; i < ROUNDS; i++) {
      Span span = new RandomSpans(random).next();
      if (span.timestampAsLong() == 0) {
        // JSON gets the present time then, Thrift does not
        span = span.toBuilder().timestamp(1).build();
      }
      List<Span> spans = List.of(span);
      var thrift = Translated.of(Format.V1_THRIFT, SpanBytesEncoder.THRIFT.encodeList(spans));
      var json = Translated.of(Format.V1_JSON, SpanBytesEncoder.JSON_V1.encodeList(spans));
      assertThat(thrift.text()).isEqualTo(json.text());
      assertThat(thrift.rejected()).isZero();
    }
  }

  @Test
  void translate_v2_keepsWhatTheSpanHas() throws Exception {
    var random = new Random(3);
    for (int i = 0; i < ROUNDS; i++) {
      Span span = new RandomSpans(random).next();
      var translated =
          Translated.of(Format.V2_JSON, SpanBytesEncoder.JSON_V2.encodeList(List.of(span)));
      assertThat(translated.rejected()).isZero();
      assertThat(translated.repairedText()).isZero();
      assertSame(span, translated.request().getResourceSpans(0));
    }
  }

  private static void assertSame(Span span, ResourceSpans resource) {
    var otlp = resource.getScopeSpans(0).getSpans(0);
    assertThat(otlp.getTraceId()).isEqualTo(id(span.traceId(), 16));
    assertThat(otlp.getSpanId()).isEqualTo(id(span.id(), 8));
    assertThat(otlp.getParentSpanId())
        .isEqualTo(span.parentId() == null ? ByteString.EMPTY : id(span.parentId(), 8));
    assertThat(otlp.getName()).isEqualTo(span.name() == null ? "" : span.name());
    assertThat(otlp.getStartTimeUnixNano()).isEqualTo(span.timestampAsLong() * 1000);
    assertThat(otlp.getEndTimeUnixNano())
        .isEqualTo((span.timestampAsLong() + span.durationAsLong()) * 1000);
    if (span.kind() != null) {
      assertThat(otlp.getKind().name()).isEqualTo("SPAN_KIND_" + span.kind());
    }
    assertThat(otlp.getEventsList())
        .extracting(event -> event.getTimeUnixNano() / 1000 + event.getName())
        .containsExactlyElementsOf(
            span.annotations().stream().map((Annotation a) -> a.timestamp() + a.value()).toList());
    Map<String, String> attributes = strings(otlp.getAttributesList());
    for (String key : List.of("x", "http.path", "http.status_code")) {
      assertThat(attributes.get(key)).isEqualTo(span.tags().get(key));
    }
    Map<String, String> described = strings(resource.getResource().getAttributesList());
    for (String key : List.of("host.name", "service.version")) {
      assertThat(described.get(key)).isEqualTo(span.tags().get(key));
    }
    assertThat(described.get("service.name")).isEqualTo(span.localServiceName());
    assertHost(span.localEndpoint(), "network.local.address", "net.host.port", attributes);
    assertHost(span.remoteEndpoint(), "network.peer.address", "net.peer.port", attributes);
    assertThat(attributes.get("service.peer.name")).isEqualTo(span.remoteServiceName());
  }

  private static void assertHost(
      Endpoint endpoint, String ip, String port, Map<String, String> attributes) {
    if (endpoint == null) {
      assertThat(attributes).doesNotContainKeys(ip, port);
      return;
    }
    assertThat(attributes.get(ip))
        .isEqualTo(endpoint.ipv6() != null ? endpoint.ipv6() : endpoint.ipv4());
    assertThat(attributes.get(port))
        .isEqualTo(endpoint.port() == null ? null : endpoint.port().toString());
  }

  private static Map<String, String> strings(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, value(), (_, last) -> last));
  }

  private static Function<KeyValue, String> value() {
    return a ->
        a.getValue().hasIntValue()
            ? Long.toString(a.getValue().getIntValue())
            : a.getValue().getStringValue();
  }

  private static ByteString id(String hex, int bytes) {
    var id = ByteBuffer.allocate(bytes);
    if (hex.length() > 16) {
      id.putLong(Long.parseUnsignedLong(hex.substring(0, 16), 16));
    } else if (bytes == 16) {
      id.putLong(0);
    }
    id.putLong(Long.parseUnsignedLong(hex.substring(Math.max(0, hex.length() - 16)), 16));
    return ByteString.copyFrom(id.flip());
  }
}
