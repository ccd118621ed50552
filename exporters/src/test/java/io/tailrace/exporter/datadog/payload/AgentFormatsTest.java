// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.exporter.datadog.payload.PayloadEncoder.Format;
import io.tailrace.exporter.datadog.proto.AgentPayload;
import io.tailrace.exporter.datadog.proto.Span;
import io.tailrace.otlp.TestTraces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

/** What Agents are sent, read by msgpack-core and held against what the intake is sent. */
class AgentFormatsTest {

  private static ExportTraceServiceRequest request() {
    var large = TestTraces.span(-1, -2, 11);
    for (int i = 0; i < 40; i++) {
      large.addAttributes(TestTraces.attribute("key" + i, "value".repeat(i)));
    }
    return TestTraces.request(
            "shop",
            TestTraces.span(1, 11, 0).build(),
            TestTraces.span(1, 12, 11).build(),
            large.addAttributes(TestTraces.attribute("long", "x".repeat(70_000))).build())
        .toBuilder()
        .mergeFrom(TestTraces.request("cart", TestTraces.span(1, 13, 12).build()))
        .build();
  }

  private static Value read(Payload payload) throws IOException {
    try (var unpacker = MessagePack.newDefaultUnpacker(payload.body().toArray())) {
      Value value = unpacker.unpackValue();
      assertThat(unpacker.hasNext()).isFalse();
      return value;
    }
  }

  private static Map<String, Value> map(Value value) {
    var map = new HashMap<String, Value>();
    value.asMapValue().map().forEach((k, v) -> map.put(k.asStringValue().asString(), v));
    return map;
  }

  /** One span in the same words, whatever it came in. */
  private static Map<String, Object> words(Span span, boolean isFirst, boolean isDescribed) {
    var words = new TreeMap<String, Object>();
    words.put("service", span.getService());
    words.put("name", span.getName());
    words.put("resource", span.getResource());
    words.put("type", span.getType());
    words.put("trace_id", Long.toUnsignedString(span.getTraceID()));
    words.put("span_id", Long.toUnsignedString(span.getSpanID()));
    words.put("parent_id", Long.toUnsignedString(span.getParentID()));
    words.put("start", Long.toString(span.getStart()));
    words.put("duration", Long.toString(span.getDuration()));
    words.put("error", Integer.toString(span.getError()));
    var meta = new TreeMap<>(span.getMetaMap());
    var metrics = new TreeMap<>(span.getMetricsMap());
    if (isFirst && !isDescribed) {
      meta.put("_dd.hostname", Payloads.HOST);
      metrics.put("_sampling_priority_v1", 1.0);
    }
    words.put("meta", meta);
    words.put("metrics", metrics);
    return words;
  }

  private static Map<String, Object> words(Value value) {
    var words = new TreeMap<String, Object>();
    map(value)
        .forEach(
            (key, field) -> {
              switch (key) {
                case "meta" -> {
                  var meta = new TreeMap<String, String>();
                  map(field).forEach((k, v) -> meta.put(k, v.asStringValue().asString()));
                  words.put(key, meta);
                }
                case "metrics" -> {
                  var metrics = new TreeMap<String, Double>();
                  map(field).forEach((k, v) -> metrics.put(k, v.asFloatValue().toDouble()));
                  words.put(key, metrics);
                }
                default ->
                    words.put(
                        key,
                        field.isStringValue()
                            ? field.asStringValue().asString()
                            : field.asIntegerValue().toString());
              }
            });
    return words;
  }

  private static List<Map<String, Object>> expected(boolean isDescribed) throws Exception {
    var words = new ArrayList<Map<String, Object>>();
    var payload = Payloads.encode(Format.INTAKE, request()).payloads().getFirst();
    for (var tracer : AgentPayload.parseFrom(payload.body().toArray()).getTracerPayloadsList()) {
      for (var chunk : tracer.getChunksList()) {
        for (int i = 0; i < chunk.getSpansCount(); i++) {
          words.add(words(chunk.getSpans(i), i == 0, isDescribed));
        }
      }
    }
    assertThat(words).hasSize(4);
    return words;
  }

  @Test
  void v04_holdsTheSameSpans() throws Exception {
    var payloads = Payloads.encode(Format.V0_4, request()).payloads();
    assertThat(payloads).hasSize(1);
    var words = new ArrayList<Map<String, Object>>();
    var traces = read(payloads.getFirst()).asArrayValue().list();
    traces.forEach(trace -> trace.asArrayValue().forEach(span -> words.add(words(span))));
    assertThat(words).isEqualTo(expected(false));
    assertThat(payloads.getFirst().traces()).isEqualTo(traces.size()).isEqualTo(3);
  }

  @Test
  void v05_holdsTheSameSpansByReference() throws Exception {
    var payloads = Payloads.encode(Format.V0_5, request()).payloads();
    assertThat(payloads).hasSize(1);
    var root = read(payloads.getFirst()).asArrayValue();
    var strings =
        root.get(0).asArrayValue().list().stream().map(v -> v.asStringValue().asString()).toList();
    assertThat(strings.getFirst()).isEmpty();
    assertThat(strings).doesNotHaveDuplicates();
    var words = new ArrayList<Map<String, Object>>();
    root.get(1)
        .asArrayValue()
        .forEach(trace -> trace.asArrayValue().forEach(span -> words.add(v05(span, strings))));
    assertThat(words).isEqualTo(expected(false));
  }

  private static Map<String, Object> v05(Value value, List<String> strings) {
    var fields = value.asArrayValue().list();
    assertThat(fields).hasSize(12);
    var words = new TreeMap<String, Object>();
    String[] names = {"service", "name", "resource"};
    for (int i = 0; i < 3; i++) {
      words.put(names[i], string(fields.get(i), strings));
    }
    String[] numbers = {"trace_id", "span_id", "parent_id", "start", "duration", "error"};
    for (int i = 0; i < 6; i++) {
      words.put(numbers[i], fields.get(3 + i).asIntegerValue().toString());
    }
    var meta = new TreeMap<String, String>();
    fields
        .get(9)
        .asMapValue()
        .map()
        .forEach((k, v) -> meta.put(string(k, strings), string(v, strings)));
    var metrics = new TreeMap<String, Double>();
    fields
        .get(10)
        .asMapValue()
        .map()
        .forEach((k, v) -> metrics.put(string(k, strings), v.asFloatValue().toDouble()));
    words.put("meta", meta);
    words.put("metrics", metrics);
    words.put("type", string(fields.get(11), strings));
    return words;
  }

  private static String string(Value index, List<String> strings) {
    return strings.get(index.asIntegerValue().asInt());
  }

  @Test
  void v07_isOnePayloadForEachResource() throws Exception {
    var payloads = Payloads.encode(Format.V0_7, request()).payloads();
    assertThat(payloads).hasSize(2);
    var words = new ArrayList<Map<String, Object>>();
    for (Payload payload : payloads) {
      var tracer = map(read(payload));
      assertThat(tracer.get("hostname").asStringValue().asString()).isEqualTo(Payloads.HOST);
      assertThat(tracer.get("tracer_version").asStringValue().asString()).isEqualTo("otlp-");
      for (Value chunk : tracer.get("chunks").asArrayValue()) {
        var fields = map(chunk);
        assertThat(fields.get("priority").asIntegerValue().asInt()).isEqualTo(1);
        assertThat(fields.get("dropped_trace").asBooleanValue().getBoolean()).isFalse();
        fields.get("spans").asArrayValue().forEach(span -> words.add(words(span)));
      }
    }
    assertThat(words).isEqualTo(expected(true));
  }

  @Test
  void writer_everyForm_isReadBack() throws Exception {
    long[] numbers = {
      0,
      127,
      128,
      255,
      256,
      65_535,
      65_536,
      4_294_967_295L,
      4_294_967_296L,
      Long.MAX_VALUE,
      -1,
      -32,
      -33,
      Long.MIN_VALUE
    };
    int[] lengths = {0, 1, 31, 32, 255, 256, 65_535, 65_536};
    var out = new MsgpackWriter(1);
    for (long number : numbers) {
      out.signed(number);
    }
    for (int length : lengths) {
      out.text("x".repeat(length));
      out.binary(new byte[length]);
    }
    out.bool(true);
    out.number(-1.5);
    try (var unpacker = MessagePack.newDefaultUnpacker(out.bytes(), 0, out.size())) {
      for (long number : numbers) {
        assertThat(unpacker.unpackLong()).isEqualTo(number);
      }
      for (int length : lengths) {
        assertThat(unpacker.unpackString()).hasSize(length);
        assertThat(unpacker.unpackBinaryHeader()).isEqualTo(length);
        unpacker.readPayload(length);
      }
      assertThat(unpacker.unpackBoolean()).isTrue();
      assertThat(unpacker.unpackDouble()).isEqualTo(-1.5);
      assertThat(unpacker.hasNext()).isFalse();
    }
  }
}
