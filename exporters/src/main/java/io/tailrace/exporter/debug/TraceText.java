// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import static io.tailrace.otlp.OtlpField.*;

import io.tailrace.otlp.ProtoMessage;
import io.tailrace.otlp.SpanBatch;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Spans as the text that the collector's debug exporter prints. */
final class TraceText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final List<String> KINDS =
      List.of("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer");
  private static final List<String> STATUSES = List.of("Unset", "Ok", "Error");

  private final StringBuilder out = new StringBuilder();

  /** {@code Traces {"resource spans": 1, "spans": 2}}. */
  static String counts(SpanBatch batch) {
    int resources = ProtoMessage.of(batch).messages(REQUEST_RESOURCE_SPANS).size();
    return "Traces {\"resource spans\": " + resources + ", \"spans\": " + batch.spanCount() + "}";
  }

  /** One line for each resource, scope and span. */
  String lines(SpanBatch batch) {
    int r = 0;
    for (var resourceSpans : ProtoMessage.of(batch).messages(REQUEST_RESOURCE_SPANS)) {
      out.append("ResourceTraces #").append(r++);
      var resource = resourceSpans.message(RESOURCE_SPANS_RESOURCE);
      inline(resource.messages(RESOURCE_ATTRIBUTES));
      out.append('\n');
      int s = 0;
      for (var scopeSpans : resourceSpans.messages(RESOURCE_SPANS_SCOPE_SPANS)) {
        scopeLine(s++, scopeSpans.message(SCOPE_SPANS_SCOPE));
        for (var span : scopeSpans.messages(SCOPE_SPANS_SPAN)) {
          out.append(span.string(SPAN_NAME)).append(' ').append(hex(span, SPAN_TRACE_ID));
          out.append(' ').append(hex(span, SPAN_SPAN_ID));
          inline(span.messages(SPAN_ATTRIBUTES));
          out.append('\n');
        }
      }
    }
    return out.toString();
  }

  private void scopeLine(int number, ProtoMessage scope) {
    out.append("ScopeTraces #").append(number);
    String name = scope.string(SCOPE_NAME);
    String version = scope.string(SCOPE_VERSION);
    if (!name.isEmpty()) {
      out.append(' ').append(name);
    }
    if (!version.isEmpty()) {
      out.append('@').append(version);
    }
    inline(scope.messages(SCOPE_ATTRIBUTES));
    out.append('\n');
  }

  private void inline(List<ProtoMessage> attributes) {
    for (var attribute : attributes) {
      out.append(' ').append(attribute.string(KEY_VALUE_KEY)).append('=');
      out.append(ValueText.plain(attribute.message(KEY_VALUE_VALUE)));
    }
  }

  /** Every field of every span. */
  String everything(SpanBatch batch) {
    int r = 0;
    for (var resourceSpans : ProtoMessage.of(batch).messages(REQUEST_RESOURCE_SPANS)) {
      line("ResourceSpans #" + r++);
      line("Resource SchemaURL: " + resourceSpans.string(RESOURCE_SPANS_SCHEMA_URL));
      var resource = resourceSpans.message(RESOURCE_SPANS_RESOURCE);
      attributes("Resource attributes:", "     ", resource.messages(RESOURCE_ATTRIBUTES));
      dropped("Resource Dropped", resource.number(RESOURCE_DROPPED_ATTRIBUTES_COUNT));
      int s = 0;
      for (var scopeSpans : resourceSpans.messages(RESOURCE_SPANS_SCOPE_SPANS)) {
        scope(s++, scopeSpans);
        int i = 0;
        for (var span : scopeSpans.messages(SCOPE_SPANS_SPAN)) {
          line("Span #" + i++);
          span(span);
        }
      }
    }
    return out.toString();
  }

  private void scope(int number, ProtoMessage scopeSpans) {
    var scope = scopeSpans.message(SCOPE_SPANS_SCOPE);
    line("ScopeSpans #" + number);
    line("ScopeSpans SchemaURL: " + scopeSpans.string(SCOPE_SPANS_SCHEMA_URL));
    line("InstrumentationScope " + scope.string(SCOPE_NAME) + " " + scope.string(SCOPE_VERSION));
    attributes("InstrumentationScope attributes:", "     ", scope.messages(SCOPE_ATTRIBUTES));
    dropped("InstrumentationScope Dropped", scope.number(SCOPE_DROPPED_ATTRIBUTES_COUNT));
  }

  private void dropped(String what, long count) {
    if (count != 0) {
      line(what + "AttributesCount: " + Integer.toUnsignedString((int) count));
    }
  }

  private void span(ProtoMessage span) {
    var status = span.message(SPAN_STATUS);
    field("Trace ID", hex(span, SPAN_TRACE_ID));
    field("Parent ID", hex(span, SPAN_PARENT_SPAN_ID));
    field("ID", hex(span, SPAN_SPAN_ID));
    field("Name", span.string(SPAN_NAME));
    field("Kind", word(KINDS, span.number(SPAN_KIND)));
    optional("TraceState", span.string(SPAN_TRACE_STATE));
    field("Start time", time(span.number(SPAN_START_TIME)));
    field("End time", time(span.number(SPAN_END_TIME)));
    field("Status code", word(STATUSES, status.number(STATUS_CODE)));
    field("Status message", status.string(STATUS_MESSAGE));
    number("Flags", span.number(SPAN_FLAGS));
    number("DroppedAttributesCount", span.number(SPAN_DROPPED_ATTRIBUTES_COUNT));
    number("DroppedEventsCount", span.number(SPAN_DROPPED_EVENTS_COUNT));
    number("DroppedLinksCount", span.number(SPAN_DROPPED_LINKS_COUNT));
    attributes("Attributes:", "     ", span.messages(SPAN_ATTRIBUTES));
    events(span.messages(SPAN_EVENTS));
    links(span.messages(SPAN_LINKS));
  }

  private void events(List<ProtoMessage> events) {
    if (!events.isEmpty()) {
      line("Events:");
    }
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      line("SpanEvent #" + i);
      line("     -> Name: " + event.string(EVENT_NAME));
      line("     -> Timestamp: " + time(event.number(EVENT_TIME)));
      line("     -> DroppedAttributesCount: " + event.number(EVENT_DROPPED_ATTRIBUTES_COUNT));
      attributes("     -> Attributes::", "          ", event.messages(EVENT_ATTRIBUTES));
    }
  }

  private void links(List<ProtoMessage> links) {
    if (!links.isEmpty()) {
      line("Links:");
    }
    for (int i = 0; i < links.size(); i++) {
      var link = links.get(i);
      line("SpanLink #" + i);
      line("     -> Trace ID: " + hex(link, LINK_TRACE_ID));
      line("     -> ID: " + hex(link, LINK_SPAN_ID));
      line("     -> TraceState: " + link.string(LINK_TRACE_STATE));
      line("     -> Flags: " + link.number(LINK_FLAGS));
      line("     -> DroppedAttributesCount: " + link.number(LINK_DROPPED_ATTRIBUTES_COUNT));
      attributes("     -> Attributes::", "          ", link.messages(LINK_ATTRIBUTES));
    }
  }

  private void attributes(String heading, String indent, List<ProtoMessage> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    line(heading);
    for (var attribute : attributes) {
      line(
          indent
              + "-> "
              + attribute.string(KEY_VALUE_KEY)
              + ": "
              + ValueText.typed(attribute.message(KEY_VALUE_VALUE)));
    }
  }

  private void field(String name, String value) {
    line(String.format(Locale.ROOT, "    %-15s: %s", name, value));
  }

  private void optional(String name, String value) {
    if (!value.isEmpty()) {
      field(name, value);
    }
  }

  private void number(String name, long value) {
    if (value != 0) {
      field(name, Integer.toUnsignedString((int) value));
    }
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String word(List<String> words, long value) {
    return value >= 0 && value < words.size() ? words.get((int) value) : Long.toString(value);
  }

  private static String hex(ProtoMessage owner, int tag) {
    return HexFormat.of().formatHex(owner.bytes(tag));
  }

  /** {@code 2018-12-13 14:51:00.123 +0000 UTC}: as Go prints a time. */
  private static String time(long unixNanos) {
    long seconds = Long.divideUnsigned(unixNanos, 1_000_000_000L);
    long nanos = Long.remainderUnsigned(unixNanos, 1_000_000_000L);
    var at = Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC);
    String fraction = nanos == 0 ? "" : String.format(Locale.ROOT, ".%09d", nanos);
    return TIME.format(at) + fraction.replaceAll("0+$", "") + " +0000 UTC";
  }
}
