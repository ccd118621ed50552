// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.otlp.TestTraces;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON against the objects of opentelemetry-proto. */
class JsonRequestTest {

  private static ExportTraceServiceRequest read(String json) throws Exception {
    byte[] bytes = json.getBytes(UTF_8);
    return ExportTraceServiceRequest.parseFrom(JsonRequest.toProtobuf(bytes, bytes.length));
  }

  private static String spanJson(String fields) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + fields + "}]}]}]}";
  }

  private static Span span(String fields) throws Exception {
    return read(spanJson(fields)).getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  private static AnyValue value(String json) throws Exception {
    return span("\"attributes\":[{\"key\":\"k\",\"value\":" + json + "}]")
        .getAttributes(0)
        .getValue();
  }

  private static void assertRefused(String json, String... parts) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(MalformedJsonException.class)
        .message()
        .contains(parts);
  }

  @Test
  void read_everyField_equalsTheOracle() throws Exception {
    var json =
        """
        {"resourceSpans":[{
          "resource":{
            "attributes":[{"key":"service.name","value":{"stringValue":"shop"}}],
            "droppedAttributesCount":3,
            "entityRefs":[{"schemaUrl":"u","type":"host","idKeys":["a","b"],"descriptionKeys":["c"]}]},
          "schemaUrl":"https://r",
          "scopeSpans":[{
            "schemaUrl":"https://s",
            "scope":{"name":"lib","version":"1","attributes":[{"key":"x","value":{"boolValue":true}}],
                     "droppedAttributesCount":1},
            "spans":[{
              "traceId":"000000000000123400000000000000AB","spanId":"00000000000000cd",
              "parentSpanId":"00000000000000ef","traceState":"a=b","name":"GET €","kind":2,
              "startTimeUnixNano":"1577880000000000000","endTimeUnixNano":18446744073709551615,
              "flags":257,"droppedAttributesCount":4,"droppedEventsCount":5,"droppedLinksCount":6,
              "events":[{"timeUnixNano":"5","name":"e","droppedAttributesCount":7,
                         "attributes":[{"key":"d","value":{"doubleValue":1.5}}]}],
              "links":[{"traceId":"00000000000012340000000000000001","spanId":"0000000000000002",
                        "traceState":"t","flags":1,"droppedAttributesCount":8,
                        "attributes":[{"key":"b","value":{"bytesValue":"AQID"}}]}],
              "status":{"message":"m","code":2},
              "attributes":[
                {"key":"l","value":{"arrayValue":{"values":[{"intValue":"-5"},{"stringValue":""},{}]}}},
                {"key":"m","value":{"kvlistValue":{"values":[{"key":"n","value":{"intValue":7}}]}}}]
            }]}]}]}
        """;
    var span =
        Span.newBuilder()
            .setTraceId(TestTraces.traceId(0x1234, 0xAB))
            .setSpanId(TestTraces.spanId(0xCD))
            .setParentSpanId(TestTraces.spanId(0xEF))
            .setTraceState("a=b")
            .setName("GET €")
            .setKindValue(2)
            .setStartTimeUnixNano(1_577_880_000_000_000_000L)
            .setEndTimeUnixNano(-1)
            .setFlags(257)
            .setDroppedAttributesCount(4)
            .setDroppedEventsCount(5)
            .setDroppedLinksCount(6)
            .addEvents(
                Span.Event.newBuilder()
                    .setTimeUnixNano(5)
                    .setName("e")
                    .setDroppedAttributesCount(7)
                    .addAttributes(entry("d", AnyValue.newBuilder().setDoubleValue(1.5))))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(TestTraces.traceId(0x1234, 1))
                    .setSpanId(TestTraces.spanId(2))
                    .setTraceState("t")
                    .setFlags(1)
                    .setDroppedAttributesCount(8)
                    .addAttributes(
                        entry(
                            "b",
                            AnyValue.newBuilder()
                                .setBytesValue(ByteString.copyFrom(new byte[] {1, 2, 3})))))
            .setStatus(Status.newBuilder().setMessage("m").setCodeValue(2))
            .addAttributes(
                entry(
                    "l",
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setIntValue(-5))
                                .addValues(AnyValue.newBuilder().setStringValue(""))
                                .addValues(AnyValue.newBuilder()))))
            .addAttributes(
                entry(
                    "m",
                    AnyValue.newBuilder()
                        .setKvlistValue(
                            KeyValueList.newBuilder()
                                .addValues(entry("n", AnyValue.newBuilder().setIntValue(7))))));
    var expected =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setSchemaUrl("https://r")
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(TestTraces.attribute("service.name", "shop"))
                            .setDroppedAttributesCount(3)
                            .addEntityRefs(
                                EntityRef.newBuilder()
                                    .setSchemaUrl("u")
                                    .setType("host")
                                    .addIdKeys("a")
                                    .addIdKeys("b")
                                    .addDescriptionKeys("c")))
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .setSchemaUrl("https://s")
                            .setScope(
                                InstrumentationScope.newBuilder()
                                    .setName("lib")
                                    .setVersion("1")
                                    .addAttributes(
                                        entry("x", AnyValue.newBuilder().setBoolValue(true)))
                                    .setDroppedAttributesCount(1))
                            .addSpans(span)))
            .build();
    assertThat(read(json)).isEqualTo(expected);
    String snake = json.replaceAll("(?<=[a-z])([A-Z])(?=[A-Za-z]*\":)", "_$1");
    var lower = new StringBuilder();
    java.util.regex.Matcher keys =
        java.util.regex.Pattern.compile("\"[a-z]+(_[A-Z][a-z]+)+\":").matcher(snake);
    while (keys.find()) {
      keys.appendReplacement(lower, keys.group().toLowerCase(java.util.Locale.ROOT));
    }
    assertThat(read(keys.appendTail(lower).toString())).isEqualTo(expected);
  }

  private static KeyValue entry(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void read_randomRequests_equalTheOracle() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      ExportTraceServiceRequest request = new RandomRequest(new Random(seed)).next();
      assertThat(read(OtlpJsonPrinter.print(request))).as("seed %d", seed).isEqualTo(request);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5,5",
    "'\"5\"',5",
    "-9223372036854775808,-9223372036854775808",
    "'\"9223372036854775807\"',9223372036854775807",
    "5.0,5",
    "1e3,1000",
    "'\"1.5e1\"',15",
    "-0,0",
    "9007199254740993.0,9007199254740993"
  })
  void intValue_anyForm_isRead(String json, long expected) throws Exception {
    assertThat(value("{\"intValue\":" + json + "}"))
        .isEqualTo(AnyValue.newBuilder().setIntValue(expected).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e+300", "9223372036854775808", "-1e19", "\"1e300\""})
  void intValue_beyondInt64_becomesDouble(String json) throws Exception {
    assertThat(value("{\"intValue\":" + json + "}").getDoubleValue())
        .isEqualTo(Double.parseDouble(json.replace("\"", "")));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5,1.5",
    "2,2",
    "'\"NaN\"',NaN",
    "'\"Infinity\"',Infinity",
    "'\"-Infinity\"',-Infinity",
    "'\"1.25\"',1.25",
    "-0.0,-0.0",
    "1e-400,0"
  })
  void doubleValue_anyForm_isRead(String json, double expected) throws Exception {
    assertThat(value("{\"doubleValue\":" + json + "}").getDoubleValue())
        .isEqualTo(Double.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+/+/AQ==", "-_-_AQ==", "-_-_AQ", "+/-_AQ"})
  void bytesValue_anyBase64_isRead(String text) throws Exception {
    assertThat(value("{\"bytesValue\":\"" + text + "\"}").getBytesValue().toByteArray())
        .containsExactly(0xFB, 0xFF, 0xBF, 0x01);
  }

  @Test
  void enums_byName_areRead() throws Exception {
    Span span = span("\"kind\":\"SPAN_KIND_CLIENT\",\"status\":{\"code\":\"STATUS_CODE_ERROR\"}");
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(span("\"kind\":99").getKindValue()).isEqualTo(99);
  }

  @Test
  void nullsAndUnknownKeys_areSkipped() throws Exception {
    Span span =
        span(
            "\"parentSpanId\":null,\"\":{\"a\":[1,{\"b\":null}]},\"name\":\"n\",\"status\":null,"
                + "\"attributes\":[null,{\"key\":\"k\",\"value\":null,\"unknown\":[[]]}],"
                + "\"events\":null,\"links\":[null]");
    assertThat(span)
        .isEqualTo(
            Span.newBuilder()
                .setName("n")
                .addAttributes(KeyValue.newBuilder().setKey("k"))
                .build());
    assertThat(read("{\"resourceSpans\":null}")).isEqualTo(read("{}"));
    assertThat(value("{\"arrayValue\":{\"values\":[null,{\"intValue\":1}]}}").getArrayValue())
        .returns(2, ArrayValue::getValuesCount);
  }

  @Test
  void duplicateScalars_lastWins() throws Exception {
    Span span = span("\"name\":\"a\",\"kind\":2,\"name\":\"\",\"kind\":0");
    assertThat(span).isEqualTo(Span.getDefaultInstance());
    assertThat(value("{\"stringValue\":\"a\",\"intValue\":1}").getIntValue()).isEqualTo(1);
  }

  @Test
  void strings_everyEscapeAndLoneSurrogates_areUtf8() throws Exception {
    assertThat(span("\"name\":\"\\u00e4\\n\\\"\\\\ \\ud83d\\ude00 😀\"").getName())
        .isEqualTo("ä\n\"\\ 😀 😀");
    assertThat(span("\"name\":\"\\ud83d x \\ude00\\ud83d\"").getName())
        .isEqualTo("\uFFFD x \uFFFD\uFFFD");
    assertThat(span("\"name\":\"\\u0000\"").getName()).isEqualTo("\0");
    String longText = "é".repeat(100_000);
    assertThat(span("\"name\":\"" + longText + "\"").getName()).isEqualTo(longText);
  }

  @Test
  void byteOrderMark_isSkipped() throws Exception {
    assertThat(read("\uFEFF" + spanJson("\"name\":\"n\"")))
        .isEqualTo(read(spanJson("\"name\":\"n\"")));
  }

  @Test
  void id_ofWrongLength_keepsAWrongLength() throws Exception {
    assertThat(span("\"traceId\":\"abcd\"").getTraceId().size()).isEqualTo(2);
    assertThat(span("\"traceId\":\"0123456789abcdef0123456789abcdef0\"").getTraceId().size())
        .isNotEqualTo(16);
    assertThat(span("\"spanId\":\"0123456789abcde\"").getSpanId().size()).isNotEqualTo(8);
  }

  @Test
  void malformedScalars_areRefusedByPathAndExpectation() {
    assertRefused(
        spanJson("\"traceId\":\"EjRWeJCrze8SNFZ4kKvN7w==\""),
        "/resourceSpans/0/scopeSpans/0/spans/0/traceId: \"EjRWeJCrze8SNFZ4kKvN7w==\"",
        "32 hexadecimal digits",
        "line 1, column");
    assertRefused(spanJson("\"spanId\":\"00f067aa0ba902bé\""), "spanId", "16 hexadecimal digits");
    assertRefused(spanJson("\"spanId\":5"), "spanId: 5", "16 hexadecimal digits");
    assertRefused(spanJson("\"name\":5"), "/name: 5 (expected: a string)");
    assertRefused(spanJson("\"kind\":\"SERVER\""), "SPAN_KIND_");
    assertRefused(spanJson("\"kind\":1.5"), "kind");
    assertRefused(spanJson("\"startTimeUnixNano\":-1"), "18446744073709551615");
    assertRefused(spanJson("\"startTimeUnixNano\":\"18446744073709551616\""), "startTimeUnixNano");
    assertRefused(spanJson("\"startTimeUnixNano\":\"\""), "startTimeUnixNano");
    assertRefused(spanJson("\"flags\":4294967296"), "4294967295");
    assertRefused(spanJson("\"droppedEventsCount\":-1"), "droppedEventsCount");
    assertRefused(spanJson("\"attributes\":{}"), "attributes", "an array");
    assertRefused(spanJson("\"attributes\":[1]"), "attributes/0", "an object");
    assertRefused(spanJson("\"status\":[]"), "status", "an object");
    assertRefused(any("{\"intValue\":1.5}"), "intValue: 1.5", "whole number");
    assertRefused(any("{\"intValue\":\"1e999999999\"}"), "intValue");
    assertRefused(any("{\"intValue\":true}"), "intValue: true");
    assertRefused(any("{\"doubleValue\":1e400}"), "doubleValue");
    assertRefused(any("{\"doubleValue\":\"nan\"}"), "\"NaN\"");
    assertRefused(any("{\"boolValue\":\"true\"}"), "true or false");
    assertRefused(any("{\"bytesValue\":\"A\"}"), "base64");
    assertRefused(any("{\"bytesValue\":\"A*==\"}"), "base64");
    assertRefused(any("\"text\""), "an object");
  }

  private static String any(String value) {
    return spanJson("\"attributes\":[{\"key\":\"k\",\"value\":" + value + "}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"x\"",
        "{",
        "{]",
        "{\"resourceSpans\":[}",
        "{} {}",
        "{}x",
        "{},",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":NaN}]}]}]}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":\"\t\"}",
        "{\"a\":1,}",
        "{\"resourceSpans\":{}}",
        "/* c */{}",
        "{\"resourceSpans\":[1,]}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":tru}"
      })
  void malformedDocuments_areRefused(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    assertThatThrownBy(() -> JsonRequest.toProtobuf(bytes, bytes.length))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageMatching("(?s)(malformed JSON at line 1, column|.*expected).*");
  }

  @Test
  void invalidUtf8_isRefused() {
    byte[] bytes = spanJson("\"name\":\"a\"").getBytes(UTF_8);
    bytes[new String(bytes, UTF_8).indexOf("\"a\"") + 1] = (byte) 0xFF;
    assertThatThrownBy(() -> JsonRequest.toProtobuf(bytes, bytes.length))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void cutOffAnywhere_isRefused() throws Exception {
    byte[] whole =
        OtlpJsonPrinter.print(new RandomRequest(new Random(7)).next()).strip().getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      int cut = length;
      assertThatThrownBy(() -> JsonRequest.toProtobuf(whole, cut))
          .as("cut at %d", cut)
          .isInstanceOf(MalformedJsonException.class);
    }
  }

  @Test
  void deepNesting_isRefusedWithoutOverflow() {
    String open = "{\"arrayValue\":{\"values\":[";
    assertRefused(any(open.repeat(60) + "]}}".repeat(60)), "deep");
    assertRefused(any(open.repeat(100_000)), "deep");
    assertRefused("{\"x\":" + "[".repeat(1_000_000), "depth");
  }

  @Test
  void nestingThatProtobufAllows_isTaken() throws Exception {
    String open = "{\"arrayValue\":{\"values\":[";
    assertThat(value(open.repeat(40) + "]}}".repeat(40)).hasArrayValue()).isTrue();
  }

  /** A parser's table of names is shared and copied as a whole when a name comes that is new. */
  @Test
  void read_smallRequestAfterManyNames_allocatesLittle() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      assertThat(read("{\"name" + i + "\":0}").getResourceSpansCount()).isZero();
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      byte[] small = ("{\"other" + i + "\":0}").getBytes(UTF_8);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThat(JsonRequest.toProtobuf(small, small.length)).isEmpty();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes").isLessThan(64 << 10);
  }
}
