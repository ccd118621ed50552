// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.OtlpField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The fields of one encoded OTLP span, as values and positions. */
final class SpanFields {

  static final int KIND_INTERNAL = 1;
  static final int KIND_SERVER = 2;
  static final int KIND_CLIENT = 3;
  static final int KIND_PRODUCER = 4;
  static final int KIND_CONSUMER = 5;

  static final int STATUS_OK = 1;
  static final int STATUS_ERROR = 2;

  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  final Attributes attributes;
  final Text name = new Text();
  final Text traceState = new Text();
  final Text statusMessage = new Text();
  byte[] bytes = {};
  int traceIdOffset;
  long traceIdHigh;
  long traceIdLow;
  long spanId;
  long parentId;
  int kind;
  long startNanos;
  long endNanos;
  int statusCode;
  int events;
  int[] eventStart = new int[8];
  int[] eventEnd = new int[8];
  int links;
  int[] linkStart = new int[4];
  int[] linkEnd = new int[4];
  private final FieldReader fields = new FieldReader();
  private final FieldReader status = new FieldReader();

  SpanFields(Keys keys) {
    attributes = new Attributes(keys);
  }

  /** Reads the span whose tag stands at {@code offset}. */
  void read(byte[] newBytes, int offset, int length) {
    bytes = newBytes;
    fields.reset(newBytes, offset, offset + length);
    fields.next();
    clear();
    fields.reset(newBytes, fields.start(), fields.end());
    while (fields.next()) {
      field(fields.tag(), fields.start(), fields.end());
    }
  }

  private void clear() {
    attributes.reset(bytes);
    name.clear();
    traceState.clear();
    statusMessage.clear();
    traceIdOffset = 0;
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentId = 0;
    kind = 0;
    startNanos = 0;
    endNanos = 0;
    statusCode = 0;
    events = 0;
    links = 0;
  }

  private void field(int tag, int from, int to) {
    switch (tag) {
      case OtlpField.SPAN_ATTRIBUTES -> attributes.add(from, to);
      case OtlpField.SPAN_TRACE_ID -> {
        traceIdOffset = from;
        traceIdHigh = to - from == 16 ? (long) LONG_BE.get(bytes, from) : 0;
        traceIdLow = to - from == 16 ? (long) LONG_BE.get(bytes, from + 8) : 0;
      }
      case OtlpField.SPAN_SPAN_ID -> spanId = id(from, to);
      case OtlpField.SPAN_PARENT_SPAN_ID -> parentId = id(from, to);
      case OtlpField.SPAN_TRACE_STATE -> traceState.set(bytes, from, to - from);
      case OtlpField.SPAN_NAME -> name.set(bytes, from, to - from);
      case OtlpField.SPAN_KIND -> kind = (int) fields.number();
      case OtlpField.SPAN_START_TIME -> startNanos = fields.number();
      case OtlpField.SPAN_END_TIME -> endNanos = fields.number();
      case OtlpField.SPAN_STATUS -> status(from, to);
      case OtlpField.SPAN_EVENTS -> event(from, to);
      case OtlpField.SPAN_LINKS -> link(from, to);
      default -> {}
    }
  }

  private long id(int from, int to) {
    return to - from == 8 ? (long) LONG_BE.get(bytes, from) : 0;
  }

  private void status(int from, int to) {
    status.reset(bytes, from, to);
    while (status.next()) {
      if (status.tag() == OtlpField.STATUS_CODE) {
        statusCode = (int) status.number();
      } else if (status.tag() == OtlpField.STATUS_MESSAGE) {
        statusMessage.set(bytes, status.start(), status.end() - status.start());
      }
    }
  }

  private void event(int from, int to) {
    if (events == eventStart.length) {
      eventStart = Arrays.copyOf(eventStart, events * 2);
      eventEnd = Arrays.copyOf(eventEnd, events * 2);
    }
    eventStart[events] = from;
    eventEnd[events++] = to;
  }

  private void link(int from, int to) {
    if (links == linkStart.length) {
      linkStart = Arrays.copyOf(linkStart, links * 2);
      linkEnd = Arrays.copyOf(linkEnd, links * 2);
    }
    linkStart[links] = from;
    linkEnd[links++] = to;
  }
}
