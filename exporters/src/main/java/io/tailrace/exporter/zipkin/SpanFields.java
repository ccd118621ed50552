// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoCursor;
import io.tailrace.otlp.ProtoMessage;
import java.util.Arrays;

/** The fields of one OTLP span, as they come, into a {@link ZipkinSpan}. */
final class SpanFields {

  private static final long NANOS = 1000;

  final ZipkinSpan span;

  /** Nanoseconds since the Unix epoch, unsigned. */
  long start;

  /** See {@link #start}. */
  long end;

  int kind;
  String traceState = "";

  SpanFields(ZipkinSpan span) {
    this.span = span;
  }

  /** Takes the field that the cursor is at; status and links are left to others. */
  void field(ProtoCursor cursor, byte[] bytes) {
    switch (cursor.tag()) {
      case OtlpField.SPAN_TRACE_ID -> span.traceId = copy(cursor, bytes);
      case OtlpField.SPAN_SPAN_ID -> span.id = copy(cursor, bytes);
      case OtlpField.SPAN_PARENT_SPAN_ID -> span.parentId = copy(cursor, bytes);
      case OtlpField.SPAN_NAME -> span.name = string(cursor, bytes);
      case OtlpField.SPAN_TRACE_STATE -> traceState = string(cursor, bytes);
      case OtlpField.SPAN_KIND -> kind = (int) cursor.number();
      case OtlpField.SPAN_START_TIME -> start = cursor.number();
      case OtlpField.SPAN_END_TIME -> end = cursor.number();
      case OtlpField.SPAN_ATTRIBUTES -> attribute(message(cursor, bytes));
      case OtlpField.SPAN_EVENTS -> event(message(cursor, bytes));
      default -> {
        // flags and counts have no place in Zipkin
      }
    }
  }

  private static byte[] copy(ProtoCursor cursor, byte[] bytes) {
    return Arrays.copyOfRange(bytes, cursor.bodyStart(), cursor.bodyEnd());
  }

  private static String string(ProtoCursor cursor, byte[] bytes) {
    return new String(bytes, cursor.bodyStart(), cursor.bodyEnd() - cursor.bodyStart(), UTF_8);
  }

  private static ProtoMessage message(ProtoCursor cursor, byte[] bytes) {
    return new ProtoMessage(bytes, cursor.bodyStart(), cursor.bodyEnd());
  }

  private void attribute(ProtoMessage attribute) {
    span.tags.put(
        attribute.string(OtlpField.KEY_VALUE_KEY),
        ValueText.of(attribute.message(OtlpField.KEY_VALUE_VALUE)));
  }

  /** An event that is more than a name is {@code name|{attributes}|dropped}. */
  private void event(ProtoMessage event) {
    String value = event.string(OtlpField.EVENT_NAME);
    long dropped = event.number(OtlpField.EVENT_DROPPED_ATTRIBUTES_COUNT) & 0xFFFF_FFFFL;
    if (dropped != 0 || event.has(OtlpField.EVENT_ATTRIBUTES)) {
      String attributes = ValueText.object(event.messages(OtlpField.EVENT_ATTRIBUTES));
      value = value + "|" + attributes + "|" + dropped;
    }
    span.annotations.add(
        new ZipkinSpan.Annotation(micros(event.number(OtlpField.EVENT_TIME)), value));
  }

  /** Nanoseconds, unsigned, as microseconds. */
  static long micros(long nanos) {
    long whole = Long.divideUnsigned(nanos, NANOS);
    return Long.remainderUnsigned(nanos, NANOS) >= NANOS / 2 ? whole + 1 : whole;
  }
}
