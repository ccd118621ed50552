// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A case of a file in {@code src/test/resources/datadog}: a span, and what becomes of it. */
final class GoldenCase {

  private final String title;
  private final Resource.Builder resource = Resource.newBuilder();
  private final InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
  private final Span.Builder span =
      Span.newBuilder()
          .setTraceId(hex("000102030405060708090a0b0c0d0e0f"))
          .setSpanId(hex("0102030405060708"))
          .setName("span name")
          .setStartTimeUnixNano(1_700_000_000_000_000_000L)
          .setEndTimeUnixNano(1_700_000_000_010_000_000L);
  private final List<String> expectations = new ArrayList<>();

  private GoldenCase(String title) {
    this.title = title;
  }

  /** Reads the cases of a file. */
  static List<GoldenCase> read(String file) {
    String text;
    try (var in = GoldenCase.class.getResourceAsStream("/datadog/" + file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var cases = new ArrayList<GoldenCase>();
    for (String block : text.split("\n\\s*\n")) {
      var lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (lines.isEmpty()) {
        continue;
      }
      var golden = new GoldenCase(file + ": " + after("case ", lines.getFirst()));
      lines.stream().skip(1).forEach(golden::line);
      cases.add(golden);
    }
    return cases;
  }

  private static String after(String start, String line) {
    if (!line.startsWith(start)) {
      throw new IllegalArgumentException("line: " + line + " (expected: " + start + "...)");
    }
    return line.substring(start.length());
  }

  private void line(String line) {
    if (line.startsWith("=> ")) {
      expectations.add(line.substring(3));
      return;
    }
    int blank = line.indexOf(' ');
    String rest = line.substring(blank + 1);
    switch (line.substring(0, blank)) {
      case "resource" -> resource.addAttributes(attribute(rest));
      case "span" -> span.addAttributes(attribute(rest));
      case "scopeattr" -> scope.addAttributes(attribute(rest));
      case "scope" -> scope.setName(rest.split(" ")[0]).setVersion(rest.split(" ")[1]);
      case "name" -> span.setName(rest.equals("-") ? "" : rest);
      case "kind" -> span.setKind(Span.SpanKind.valueOf("SPAN_KIND_" + rest));
      case "trace" -> span.setTraceId(hex(rest));
      case "id" -> span.setSpanId(hex(rest));
      case "parent" -> span.setParentSpanId(hex(rest));
      case "start" -> span.setStartTimeUnixNano(Long.parseLong(rest));
      case "end" -> span.setEndTimeUnixNano(Long.parseLong(rest));
      case "tracestate" -> span.setTraceState(rest);
      case "status" -> status(rest);
      case "event" -> event(rest);
      case "link" -> link(rest);
      default -> throw new IllegalArgumentException("line: " + line);
    }
  }

  private void status(String text) {
    String[] words = text.split(" ", 2);
    var status = Status.newBuilder().setCode(Status.StatusCode.valueOf("STATUS_CODE_" + words[0]));
    if (words.length > 1) {
      status.setMessage(words[1]);
    }
    span.setStatus(status);
  }

  private void event(String text) {
    String[] words = text.split(" ", 2);
    var event = Span.Event.newBuilder().setTimeUnixNano(1_700_000_000_000_000_001L);
    if (!words[0].equals("-")) {
      event.setName(words[0]);
    }
    for (String pair : words.length > 1 ? words[1].split(",") : new String[0]) {
      if (pair.startsWith("dropped=")) {
        event.setDroppedAttributesCount(Integer.parseInt(pair.substring(8)));
      } else {
        event.addAttributes(attribute(pair));
      }
    }
    span.addEvents(event);
  }

  private void link(String text) {
    String[] words = text.split(" ");
    var link = Span.Link.newBuilder().setTraceId(hex(words[0])).setSpanId(hex(words[1]));
    if (words.length > 2) {
      link.setTraceState(words[2]);
      Arrays.stream(words[3].split(",")).map(GoldenCase::attribute).forEach(link::addAttributes);
    }
    span.addLinks(link);
  }

  private static KeyValue attribute(String text) {
    int equals = text.indexOf('=');
    String[] key = text.substring(0, equals).split(":(?=[a-z]+$)");
    String value = text.substring(equals + 1);
    var any = AnyValue.newBuilder();
    switch (key.length > 1 ? key[1] : "string") {
      case "int" -> any.setIntValue(Long.parseLong(value));
      case "double" -> any.setDoubleValue(Double.parseDouble(value));
      case "bool" -> any.setBoolValue(Boolean.parseBoolean(value));
      case "bytes" -> any.setBytesValue(ByteString.copyFromUtf8(value));
      case "list" -> {
        var list = ArrayValue.newBuilder();
        for (String each : value.split("\\|")) {
          list.addValues(AnyValue.newBuilder().setStringValue(each));
        }
        any.setArrayValue(list);
      }
      case "map" ->
          any.setKvlistValue(
              KeyValueList.newBuilder()
                  .addValues(
                      KeyValue.newBuilder()
                          .setKey("k")
                          .setValue(AnyValue.newBuilder().setStringValue(value))));
      default -> any.setStringValue(value);
    }
    return KeyValue.newBuilder().setKey(key[0]).setValue(any).build();
  }

  private static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  ExportTraceServiceRequest request() {
    var request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .setResource(resource)
        .addScopeSpansBuilder()
        .setScope(scope)
        .addSpans(span);
    return request.build();
  }

  List<String> expectations() {
    return expectations;
  }

  @Override
  public String toString() {
    return title;
  }
}
