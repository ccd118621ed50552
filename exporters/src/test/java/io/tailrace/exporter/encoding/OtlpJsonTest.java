// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

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
import io.tailrace.otlp.TestTraces;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OtlpJsonTest {

  private static String json(ExportTraceServiceRequest request) {
    return new String(OtlpJson.write(TestTraces.batch(request)), StandardCharsets.UTF_8);
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void write_everyField_isOtlpJson() {
    var span =
        TestTraces.span(7, 2, 1)
            .clearAttributes()
            .setName("caf\u00e9 \"x\"")
            .setTraceState("a=b")
            .setFlags(0xFFFFFFFF)
            .setStartTimeUnixNano(-1)
            .addAttributes(
                attribute("i", AnyValue.newBuilder().setIntValue(-9_007_199_254_740_993L)))
            .setDroppedAttributesCount(1)
            .setDroppedEventsCount(2)
            .setDroppedLinksCount(3)
            .addEvents(
                Span.Event.newBuilder()
                    .setName("e")
                    .setTimeUnixNano(5)
                    .setDroppedAttributesCount(4)
                    .addAttributes(TestTraces.attribute("k", "v")))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(TestTraces.traceId(1, 2))
                    .setSpanId(TestTraces.spanId(3))
                    .setTraceState("c=d")
                    .setFlags(257)
                    .setDroppedAttributesCount(5)
                    .addAttributes(TestTraces.attribute("k", "")))
            .setStatus(Status.newBuilder().setMessage("bad").setCodeValue(2))
            .build();
    var request = TestTraces.request("shop", span).toBuilder();
    request.getResourceSpansBuilder(0).setSchemaUrl("https://r");
    request.getResourceSpansBuilder(0).getScopeSpansBuilder(0).setSchemaUrl("https://s");
    assertThat(json(request.build()))
        .isEqualTo(
            ("""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":\
            {"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"test","version":"1.0"},\
            "spans":[{"traceId":"00000000000012340000000000000007","spanId":"0000000000000002",\
            "traceState":"a=b","parentSpanId":"0000000000000001","flags":4294967295,\
            "name":"caf\u00e9 \\"x\\"","kind":2,"startTimeUnixNano":"18446744073709551615",\
            "endTimeUnixNano":"1577880000010000000","attributes":[{"key":"i","value":\
            {"intValue":"-9007199254740993"}}],"droppedAttributesCount":1,"events":[\
            {"timeUnixNano":"5","name":"e","attributes":[{"key":"k","value":{"stringValue":"v"}}],\
            "droppedAttributesCount":4}],"droppedEventsCount":2,"links":[\
            {"traceId":"00000000000000010000000000000002","spanId":"0000000000000003",\
            "traceState":"c=d","attributes":[{"key":"k","value":{"stringValue":""}}],\
            "droppedAttributesCount":5,"flags":257}],"droppedLinksCount":3,\
            "status":{"message":"bad","code":2}}],"schemaUrl":"https://s"}],\
            "schemaUrl":"https://r"}]}"""));
  }

  @Test
  void write_everyValueType() {
    assertValue(AnyValue.newBuilder().setBoolValue(false), "{\"boolValue\":false}");
    assertValue(AnyValue.newBuilder().setIntValue(0), "{\"intValue\":\"0\"}");
    assertValue(AnyValue.newBuilder().setDoubleValue(1.5), "{\"doubleValue\":1.5}");
    assertValue(AnyValue.newBuilder().setDoubleValue(Double.NaN), "{\"doubleValue\":\"NaN\"}");
    assertValue(
        AnyValue.newBuilder().setDoubleValue(Double.NEGATIVE_INFINITY),
        "{\"doubleValue\":\"-Infinity\"}");
    assertValue(
        AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {-1, -2})),
        "{\"bytesValue\":\"//4=\"}");
    assertValue(AnyValue.newBuilder(), "{}");
    assertValue(
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder()
                    .addValues(AnyValue.newBuilder().setStringValue("a"))
                    .addValues(AnyValue.newBuilder())),
        "{\"arrayValue\":{\"values\":[{\"stringValue\":\"a\"},{}]}}");
    assertValue(
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(TestTraces.attribute("k", "v"))),
        "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":{\"stringValue\":\"v\"}}]}}");
  }

  private static void assertValue(AnyValue.Builder value, String expected) {
    var span = TestTraces.span(1, 2, 0).clearAttributes().addAttributes(attribute("k", value));
    assertThat(json(TestTraces.request("shop", span.build())))
        .contains("\"attributes\":[{\"key\":\"k\",\"value\":" + expected + "}]");
  }

  @Test
  void write_glued_repeatedFieldsMergeAndTheLastWins() throws Exception {
    var first =
        TestTraces.span(1, 2, 0).setName("old").setStatus(Status.newBuilder().setMessage("m"));
    var second = Span.newBuilder().setName("new").setStatus(Status.newBuilder().setCodeValue(2));
    var merged = Span.parseFrom(first.build().toByteString().concat(second.build().toByteString()));
    var spanBytes = first.build().toByteString().concat(second.build().toByteString());
    byte[] glued = framed(0x0A, framed(0x12, framed(0x12, spanBytes.toByteArray())));
    String json = new String(OtlpJson.write(SpanBatch.owned(glued, 1)), StandardCharsets.UTF_8);
    assertThat(json).contains("\"name\":\"new\"").contains("{\"message\":\"m\",\"code\":2}");
    assertThat(merged.getName()).isEqualTo("new");
    assertThat(merged.getStatus().getMessage()).isEqualTo("m");
  }

  private static byte[] framed(int tag, byte[] body) throws java.io.IOException {
    var out = new java.io.ByteArrayOutputStream();
    var coded = com.google.protobuf.CodedOutputStream.newInstance(out);
    coded.writeUInt32NoTag(tag);
    coded.writeByteArrayNoTag(body);
    coded.flush();
    return out.toByteArray();
  }
}
