// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;

/** OTLP requests as text that people can compare, a line for each thing. */
final class OtlpText {

  private final StringBuilder out = new StringBuilder();

  private OtlpText() {}

  static String of(ExportTraceServiceRequest request) {
    var text = new OtlpText();
    for (var resource : request.getResourceSpansList()) {
      text.line("resource", attributes(resource.getResource().getAttributesList()));
      for (var scope : resource.getScopeSpansList()) {
        String version = scope.getScope().getVersion();
        text.line(
            "  scope",
            scope.getScope().getName().isEmpty() ? "" : " " + scope.getScope().getName(),
            version.isEmpty() ? "" : " version=" + version);
        scope.getSpansList().forEach(text::span);
      }
    }
    return text.out.toString();
  }

  private void line(String... parts) {
    out.append(String.join("", parts)).append('\n');
  }

  private void span(Span span) {
    line(
        "    span ",
        hex(span.getTraceId()),
        "/",
        hex(span.getSpanId()),
        span.getParentSpanId().isEmpty() ? "" : " parent=" + hex(span.getParentSpanId()),
        " ",
        span.getKind().name().replace("SPAN_KIND_", ""),
        " ",
        quoted(span.getName()),
        " ",
        Long.toUnsignedString(span.getStartTimeUnixNano()),
        "..",
        Long.toUnsignedString(span.getEndTimeUnixNano()),
        span.getTraceState().isEmpty() ? "" : " state=" + span.getTraceState());
    if (span.hasStatus()) {
      line(
          "      status ",
          span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
          span.getStatus().getMessage().isEmpty()
              ? ""
              : " " + quoted(span.getStatus().getMessage()));
    }
    for (KeyValue attribute : span.getAttributesList()) {
      line("      tag", attributes(List.of(attribute)));
    }
    dropped("attributes", span.getDroppedAttributesCount());
    for (Span.Event event : span.getEventsList()) {
      line(
          "      event ",
          Long.toUnsignedString(event.getTimeUnixNano()),
          " ",
          quoted(event.getName()),
          attributes(event.getAttributesList()),
          count(event.getDroppedAttributesCount()));
    }
    dropped("events", span.getDroppedEventsCount());
    for (Span.Link link : span.getLinksList()) {
      line(
          "      link ",
          hex(link.getTraceId()),
          "/",
          hex(link.getSpanId()),
          link.getTraceState().isEmpty() ? "" : " state=" + link.getTraceState(),
          attributes(link.getAttributesList()),
          count(link.getDroppedAttributesCount()));
    }
  }

  private void dropped(String what, int count) {
    if (count != 0) {
      line("      dropped ", what, " ", Integer.toString(count));
    }
  }

  private static String count(int dropped) {
    return dropped == 0 ? "" : " dropped=" + Integer.toUnsignedString(dropped);
  }

  private static String attributes(List<KeyValue> attributes) {
    var text = new StringBuilder();
    for (KeyValue attribute : attributes) {
      text.append(' ').append(attribute.getKey()).append('=').append(value(attribute.getValue()));
    }
    return text.toString();
  }

  private static String value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> quoted(value.getStringValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> value.getDoubleValue() + "d";
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> throw new AssertionError("a value that Zipkin has no form of: " + value);
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"';
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
