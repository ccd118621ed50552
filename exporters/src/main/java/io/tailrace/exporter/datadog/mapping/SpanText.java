// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.OtlpField;

/** Events and links of a span as the JSON that Datadog has for them, and what an exception says. */
final class SpanText {

  private static final Text EXCEPTION = Text.of("exception");
  private static final Text EXCEPTION_MESSAGE = Text.of("exception.message");
  private static final Text EXCEPTION_TYPE = Text.of("exception.type");
  private static final Text EXCEPTION_STACK = Text.of("exception.stacktrace");

  private final Scratch scratch;
  private final ValueText values;
  private final Attributes attributes;
  private final FieldReader fields = new FieldReader();
  private final Text text = new Text();
  private final Text name = new Text();
  private boolean hasException;

  /** Of the last exception; empty if there is none or it does not say. */
  final Text exceptionMessage = new Text();

  final Text exceptionType = new Text();
  final Text exceptionStack = new Text();

  SpanText(Keys keys, Scratch scratch, ValueText values) {
    this.scratch = scratch;
    this.values = values;
    attributes = new Attributes(keys);
  }

  /** Whether the events that were written last have an exception among them. */
  boolean hasException() {
    return hasException;
  }

  /** Writes the events of a span that has some. */
  void events(SpanFields span, Text json) {
    hasException = false;
    exceptionMessage.clear();
    exceptionType.clear();
    exceptionStack.clear();
    int start = scratch.size();
    scratch.put('[');
    for (int i = 0; i < span.events; i++) {
      if (i > 0) {
        scratch.put(',');
      }
      event(span.bytes, span.eventStart[i], span.eventEnd[i]);
    }
    scratch.put(']');
    scratch.textFrom(start, json);
  }

  private void event(byte[] bytes, int from, int to) {
    long time = 0;
    long dropped = 0;
    name.clear();
    attributes.reset(bytes);
    fields.reset(bytes, from, to);
    while (fields.next()) {
      switch (fields.tag()) {
        case OtlpField.EVENT_TIME -> time = fields.number();
        case OtlpField.EVENT_NAME -> name.set(bytes, fields.start(), fields.end() - fields.start());
        case OtlpField.EVENT_ATTRIBUTES -> attributes.add(fields.start(), fields.end());
        case OtlpField.EVENT_DROPPED_ATTRIBUTES_COUNT -> dropped = fields.number() & 0xFFFFFFFFL;
        default -> {}
      }
    }
    exception();
    scratch.put('{');
    boolean isFirst = true;
    if (time != 0) {
      isFirst = member(isFirst, "\"time_unix_nano\":");
      scratch.put(Long.toUnsignedString(time));
    }
    if (!name.isEmpty()) {
      isFirst = member(isFirst, "\"name\":");
      scratch.putJson(name.bytes, name.offset, name.length);
    }
    if (attributes.count > 0) {
      isFirst = member(isFirst, "\"attributes\":{");
      for (int i = 0; i < attributes.count; i++) {
        if (i > 0) {
          scratch.put(',');
        }
        scratch.putJson(bytes, attributes.keyOffset[i], attributes.keyLength[i]);
        scratch.put(':');
        json(i);
      }
      scratch.put('}');
    }
    if (dropped != 0) {
      member(isFirst, "\"dropped_attributes_count\":");
      scratch.putDecimal(dropped);
    }
    scratch.put('}');
  }

  private void json(int i) {
    if (attributes.kind[i] == OtlpField.ANY_STRING) {
      int from = attributes.valueOffset[i];
      scratch.putJson(attributes.bytes, from, attributes.valueEnd[i] - from);
    } else {
      values.json(attributes, i);
    }
  }

  private void exception() {
    if (!name.contentEquals(EXCEPTION)) {
      return;
    }
    hasException = true;
    for (int i = 0; i < attributes.count; i++) {
      if (attributes.kind[i] != OtlpField.ANY_STRING) {
        continue; // as text it would stand in the midst of what is being written
      }
      text.set(attributes.bytes, attributes.keyOffset[i], attributes.keyLength[i]);
      if (text.contentEquals(EXCEPTION_MESSAGE)) {
        values.asString(attributes, i, exceptionMessage);
      } else if (text.contentEquals(EXCEPTION_TYPE)) {
        values.asString(attributes, i, exceptionType);
      } else if (text.contentEquals(EXCEPTION_STACK)) {
        values.asString(attributes, i, exceptionStack);
      }
    }
  }

  /** Writes the links of a span that has some. */
  void links(SpanFields span, Text json) {
    int start = scratch.size();
    scratch.put('[');
    for (int i = 0; i < span.links; i++) {
      if (i > 0) {
        scratch.put(',');
      }
      link(span.bytes, span.linkStart[i], span.linkEnd[i]);
    }
    scratch.put(']');
    scratch.textFrom(start, json);
  }

  private void link(byte[] bytes, int from, int to) {
    long dropped = 0;
    int traceId = from;
    int traceIdEnd = from;
    int spanId = from;
    int spanIdEnd = from;
    text.clear();
    attributes.reset(bytes);
    fields.reset(bytes, from, to);
    while (fields.next()) {
      switch (fields.tag()) {
        case OtlpField.LINK_TRACE_ID -> {
          traceId = fields.start();
          traceIdEnd = fields.end();
        }
        case OtlpField.LINK_SPAN_ID -> {
          spanId = fields.start();
          spanIdEnd = fields.end();
        }
        case OtlpField.LINK_TRACE_STATE ->
            text.set(bytes, fields.start(), fields.end() - fields.start());
        case OtlpField.LINK_ATTRIBUTES -> attributes.add(fields.start(), fields.end());
        case OtlpField.LINK_DROPPED_ATTRIBUTES_COUNT -> dropped = fields.number() & 0xFFFFFFFFL;
        default -> {}
      }
    }
    scratch.put("{\"trace_id\":\"");
    scratch.putHex(bytes, traceId, traceIdEnd - traceId);
    scratch.put("\",\"span_id\":\"");
    scratch.putHex(bytes, spanId, spanIdEnd - spanId);
    scratch.put('"');
    if (!text.isEmpty()) {
      scratch.put(",\"tracestate\":");
      scratch.putJson(text.bytes, text.offset, text.length);
    }
    if (attributes.count > 0) {
      linkAttributes();
    }
    if (dropped != 0) {
      scratch.put(",\"dropped_attributes_count\":");
      scratch.putDecimal(dropped);
    }
    scratch.put('}');
  }

  /** Values of links are strings always; those that are not are written as one. */
  private void linkAttributes() {
    scratch.put(",\"attributes\":{");
    for (int i = 0; i < attributes.count; i++) {
      if (i > 0) {
        scratch.put(',');
      }
      scratch.putJson(attributes.bytes, attributes.keyOffset[i], attributes.keyLength[i]);
      scratch.put(':');
      if (attributes.kind[i] == OtlpField.ANY_STRING) {
        json(i);
      } else {
        int start = scratch.size();
        values.asString(attributes, i, text);
        byte[] plain =
            java.util.Arrays.copyOfRange(text.bytes, text.offset, text.offset + text.length);
        scratch.truncate(start);
        scratch.putJson(plain, 0, plain.length);
      }
    }
    scratch.put('}');
  }

  private boolean member(boolean isFirst, String opening) {
    if (!isFirst) {
      scratch.put(',');
    }
    scratch.put(opening);
    return false;
  }
}
