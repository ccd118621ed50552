// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.otlp.SpanBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.Endpoint;
import zipkin2.codec.SpanBytesDecoder;

/** OTLP as protobuf's own classes write it, v2 as Zipkin's own library reads it. */
class SpanTranslatorTest {

  private static final long START = 1_516_781_775_726_000_000L;

  private final ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();

  private static ByteString id(long high, long low) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  private static Span.Builder span() {
    return Span.newBuilder().setTraceId(id(1, 2)).setSpanId(id(3)).setStartTimeUnixNano(START);
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static KeyValue attribute(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  private static KeyValue attribute(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  private void add(Span.Builder span, KeyValue... resource) {
    var spans = request.addResourceSpansBuilder();
    spans.getResourceBuilder().addAllAttributes(List.of(resource));
    spans.addScopeSpansBuilder().addSpans(span);
  }

  /** The request in both formats, which say the same. */
  private List<zipkin2.Span> translated() {
    SpanBatch batch =
        SpanBatch.owned(request.build().toByteArray(), request.getResourceSpansCount());
    List<zipkin2.Span> json =
        SpanBytesDecoder.JSON_V2.decodeList(encoded(batch, new JsonEncoder(9)));
    assertThat(SpanBytesDecoder.PROTO3.decodeList(encoded(batch, new ProtoEncoder(9))))
        .isEqualTo(json);
    return json;
  }

  private static byte[] encoded(SpanBatch batch, SpanEncoder encoder) {
    try (encoder) {
      new SpanTranslator("nobody", encoder).translate(batch);
      return encoder.finish();
    }
  }

  private zipkin2.Span single() {
    assertThat(translated()).hasSize(1);
    return translated().getFirst();
  }

  @Test
  void translate_everyField_isWhereZipkinHasIt() {
    add(
        span()
            .setParentSpanId(id(4))
            .setName("get /")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setEndTimeUnixNano(START + 26_000_000)
            .addAttributes(attribute("network.local.address", "10.0.0.1"))
            .addAttributes(attribute("net.host.port", 8080))
            .addAttributes(attribute("service.peer.name", "backend"))
            .addAttributes(attribute("network.peer.address", "2001:db8::1"))
            .addAttributes(attribute("net.peer.port", 443))
            .addAttributes(attribute("a", "b"))
            .setTraceState("x=y")
            .addEvents(Span.Event.newBuilder().setTimeUnixNano(START + 1000).setName("e")),
        attribute("service.name", "shop"),
        attribute("host.name", "h"));
    assertThat(single())
        .isEqualTo(
            zipkin2.Span.newBuilder()
                .traceId(1, 2)
                .id(3)
                .parentId(4)
                .name("get /")
                .kind(zipkin2.Span.Kind.CLIENT)
                .timestamp(START / 1000)
                .duration(26_000)
                .localEndpoint(
                    Endpoint.newBuilder().serviceName("shop").ip("10.0.0.1").port(8080).build())
                .remoteEndpoint(
                    Endpoint.newBuilder()
                        .serviceName("backend")
                        .ip("2001:db8::1")
                        .port(443)
                        .build())
                .addAnnotation(START / 1000 + 1, "e")
                .putTag("a", "b")
                .putTag("host.name", "h")
                .putTag("w3c.tracestate", "x=y")
                .build());
  }

  @Test
  void translate_traceIdOf64Bits_isShort() {
    add(span().setTraceId(id(0, 2)));
    SpanBatch batch = SpanBatch.owned(request.build().toByteArray(), 1);
    assertThat(new String(encoded(batch, new JsonEncoder(9)), UTF_8))
        .contains("\"traceId\":\"0000000000000002\"");
    assertThat(single().traceId()).isEqualTo("0000000000000002");
  }

  @Test
  void translate_spanWithoutIds_isLeftOutAndCounted() {
    add(span().setTraceId(ByteString.EMPTY));
    add(span().setSpanId(id(0)));
    add(span());
    SpanBatch batch = SpanBatch.owned(request.build().toByteArray(), 3);
    try (var encoder = new JsonEncoder(9)) {
      var translator = new SpanTranslator("nobody", encoder);
      translator.translate(batch);
      assertThat(translator.leftOut()).isEqualTo(2);
      assertThat(SpanBytesDecoder.JSON_V2.decodeList(encoder.finish())).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "service.name, ''",
    "faas.name, faas.name",
    "k8s.deployment.name, k8s.deployment.name",
    "process.executable.name, process.executable.name",
  })
  void translate_serviceName_comesFromTheFirstKeyThatIsThere(String key, String source) {
    add(span(), attribute("process.executable.name", "exe"), attribute(key, "name"));
    zipkin2.Span span = single();
    assertThat(span.localServiceName()).isEqualTo("name");
    assertThat(span.tags().getOrDefault("otlp.service.name.source", "")).isEqualTo(source);
    assertThat(span.tags()).doesNotContainKey(key);
  }

  @Test
  void translate_noServiceName_isTheDefault() {
    add(span());
    assertThat(single().localServiceName()).isEqualTo("nobody");
  }

  @Test
  void translate_scopes_doNotLeakIntoEachOther() {
    var spans = request.addResourceSpansBuilder();
    var first = spans.addScopeSpansBuilder().addSpans(span());
    first.getScopeBuilder().setName("lib").setVersion("1").addAttributes(attribute("of", "scope"));
    spans.addScopeSpansBuilder().addSpans(span());
    SpanBatch batch = SpanBatch.owned(request.build().toByteArray(), 2);
    assertThat(SpanBytesDecoder.JSON_V2.decodeList(encoded(batch, new JsonEncoder(9))))
        .extracting(zipkin2.Span::tags)
        .containsExactly(
            Map.of("otel.library.name", "lib", "otel.library.version", "1", "of", "scope"),
            Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "SPAN_KIND_INTERNAL, , internal",
    "SPAN_KIND_SERVER, SERVER, ",
    "SPAN_KIND_PRODUCER, PRODUCER, ",
    "SPAN_KIND_CONSUMER, CONSUMER, ",
    "SPAN_KIND_UNSPECIFIED, , ",
  })
  void translate_kind_isKindOrTag(Span.SpanKind kind, zipkin2.Span.Kind expected, String tag) {
    add(span().setKind(kind));
    assertThat(single().kind()).isEqualTo(expected);
    assertThat(single().tags().get("span.kind")).isEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS_CODE_UNSET, '', false, , , ",
    "STATUS_CODE_UNSET, m, false, , STATUS_CODE_UNSET, m",
    "STATUS_CODE_OK, m, boom, , STATUS_CODE_OK, m",
    "STATUS_CODE_ERROR, m, , true, STATUS_CODE_ERROR, m",
    "STATUS_CODE_ERROR, '', boom, boom, STATUS_CODE_ERROR, ",
  })
  void translate_status_isTags(
      Status.StatusCode code,
      String message,
      String errorBefore,
      String error,
      String name,
      String description) {
    Span.Builder span = span().setStatus(Status.newBuilder().setCode(code).setMessage(message));
    if (errorBefore != null) {
      span.addAttributes(attribute("error", errorBefore));
    }
    add(span);
    Map<String, String> tags = single().tags();
    assertThat(tags.get("error")).isEqualTo(error);
    assertThat(tags.get("otel.status_code")).isEqualTo(name);
    assertThat(tags.get("otel.status_description")).isEqualTo(description);
  }

  @Test
  void translate_values_areTextAsTheCollectorWritesIt() {
    var list =
        ArrayValue.newBuilder()
            .addValues(AnyValue.newBuilder().setStringValue("x|\"y\""))
            .addValues(AnyValue.newBuilder().setIntValue(1))
            .addValues(AnyValue.getDefaultInstance());
    var map =
        KeyValueList.newBuilder()
            .addValues(attribute("k", AnyValue.newBuilder().setBoolValue(true)));
    Span.Builder span =
        span()
            .addAttributes(attribute("list", AnyValue.newBuilder().setArrayValue(list)))
            .addAttributes(attribute("map", AnyValue.newBuilder().setKvlistValue(map)))
            .addAttributes(
                attribute(
                    "bytes",
                    AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {1, -1}))))
            .addAttributes(attribute("bool", AnyValue.newBuilder().setBoolValue(false)))
            .addAttributes(attribute("int", -5))
            .addAttributes(KeyValue.newBuilder().setKey("none"));
    for (double d :
        new double[] {0, 1, 1.5, -0.25, 1e20, 1e21, 1.5e-7, 123456789.125, Double.NaN}) {
      span.addAttributes(attribute("double " + d, AnyValue.newBuilder().setDoubleValue(d)));
    }
    add(span);
    Map<String, String> tags = single().tags();
    assertThat(tags)
        .containsEntry("list", "[\"x|\\\"y\\\"\",1,null]")
        .containsEntry("map", "{\"k\":true}")
        .containsEntry("bytes", "Af8=")
        .containsEntry("bool", "false")
        .containsEntry("int", "-5")
        .containsEntry("none", "")
        .containsEntry("double 0.0", "0")
        .containsEntry("double 1.0", "1")
        .containsEntry("double 1.5", "1.5")
        .containsEntry("double -0.25", "-0.25")
        .containsEntry("double 1.0E20", "100000000000000000000")
        .containsEntry("double 1.0E21", "1e+21")
        .containsEntry("double 1.5E-7", "1.5e-7")
        .containsEntry("double 1.23456789125E8", "123456789.125")
        .containsEntry("double NaN", "NaN");
  }

  @Test
  void translate_eventsAndLinks_areInTheFormThatTheReceiverTakesApart() {
    add(
        span()
            .addEvents(
                Span.Event.newBuilder()
                    .setTimeUnixNano(2000)
                    .setName("e")
                    .addAttributes(attribute("k", 1))
                    .setDroppedAttributesCount(3))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(id(5, 6))
                    .setSpanId(id(7))
                    .setTraceState("s=t")
                    .addAttributes(attribute("k", "v")))
            .addLinks(Span.Link.newBuilder()));
    zipkin2.Span span = single();
    assertThat(span.annotations())
        .extracting(a -> a.timestamp() + a.value())
        .containsExactly("2e|{\"k\":1}|3");
    assertThat(span.tags())
        .containsEntry(
            "otlp.link.0", "00000000000000050000000000000006|0000000000000007|s=t|{\"k\":\"v\"}|0")
        .containsEntry("otlp.link.1", "|||{}|0");
  }

  @Test
  void translate_addressesAndPortsThatAreNone_stayTags() {
    add(
        span()
            .addAttributes(attribute("network.local.address", "/var/run/socket"))
            .addAttributes(attribute("net.host.port", 0))
            .addAttributes(attribute("network.peer.address", "1.2.3"))
            .addAttributes(attribute("net.peer.ip", "127.0.0.1"))
            .addAttributes(attribute("net.peer.port", "65536"))
            .addAttributes(attribute("peer.service", "p")));
    zipkin2.Span span = single();
    assertThat(span.tags())
        .containsOnlyKeys(
            "network.local.address", "net.host.port", "network.peer.address", "net.peer.port");
    assertThat(span.remoteEndpoint())
        .isEqualTo(Endpoint.newBuilder().serviceName("p").ip("127.0.0.1").build());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "0, 7000, 0, 7",
    "1499, 1500, 1, 1",
    "1500, 4000, 2, 3",
    "5000, 4000, 5, 0",
    "5000, 0, 5, 0",
  })
  void translate_times_areMicroseconds(long start, long end, long timestamp, long duration) {
    add(
        span()
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(end)
            .addAttributes(
                attribute(
                    "otel.zipkin.absentField.startTime",
                    AnyValue.newBuilder().setBoolValue(true))));
    assertThat(single().timestampAsLong()).isEqualTo(timestamp);
    assertThat(single().durationAsLong()).isEqualTo(duration);
    assertThat(single().tags().containsKey("otel.zipkin.absentField.startTime"))
        .isEqualTo(start != 0);
  }
}
