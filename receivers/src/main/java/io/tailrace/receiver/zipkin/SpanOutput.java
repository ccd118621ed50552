// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes what spans of v1 and v2 have in common, field by field. Belongs to one thread. */
final class SpanOutput {

  /**
   * The latest time, in microseconds, that OTLP has a number for (as int64, like the collector).
   */
  static final long MAX_MICROS = Long.MAX_VALUE / 1000;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The span, a field of {@code ScopeSpans}. */
  final ProtoWriter span = new ProtoWriter(4096);

  /** The body of a {@code Resource}. */
  final ProtoWriter resource = new ProtoWriter(512);

  /** The body of an {@code InstrumentationScope}. */
  final ProtoWriter scope = new ProtoWriter(128);

  final AttributeWriter attributes;
  final AttributeWriter resourceAttributes;

  private final Text text;
  private final SpanGroups groups;
  private final byte[] id = new byte[16];

  SpanOutput(Text text, SpanGroups groups) {
    this.text = text;
    this.groups = groups;
    attributes = new AttributeWriter(text, span);
    resourceAttributes = new AttributeWriter(text, resource);
  }

  /** Begins a span. */
  void begin() {
    span.reset();
    resource.reset();
    scope.reset();
    span.begin(OtlpField.SCOPE_SPANS_SPAN);
  }

  /** Ends the span, and puts it to its resource and scope. */
  void end() {
    span.end();
    groups.add(groups.scope(groups.resource(resource), scope), span);
  }

  void traceId(int tag, long high, long low) {
    LONG.set(id, 0, high);
    LONG.set(id, 8, low);
    span.bytes(tag, id, 0, 16);
  }

  void spanId(int tag, long spanId) {
    LONG.set(id, 0, spanId);
    span.bytes(tag, id, 0, 8);
  }

  /** Writes a string to the span, unless it is empty. */
  void string(int tag, long region) {
    string(span, tag, region);
  }

  /** Writes a string to the scope, unless it is empty. */
  void scopeString(int tag, long region) {
    string(scope, tag, region);
  }

  private void string(ProtoWriter out, int tag, long region) {
    int count = Text.length(region);
    if (count > 0) {
      out.bytes(tag, text.array(region), Text.offset(region), count);
    }
  }

  /** Writes a time to the span, unless it is zero. */
  void nanos(int tag, long nanos) {
    if (nanos != 0) {
      span.fixed64(tag, nanos);
    }
  }

  /** Writes a number to the span, unless it is zero. */
  void number(int tag, long number) {
    if (number != 0) {
      span.varint(tag, number);
    }
  }

  void status(int code, long message) {
    if (code != 0 || Text.length(message) > 0) {
      span.begin(OtlpField.SPAN_STATUS);
      string(OtlpField.STATUS_MESSAGE, message);
      number(OtlpField.STATUS_CODE, code);
      span.end();
    }
  }

  /** Microseconds as nanoseconds; 0 for what is no time after 1970 or too late for OTLP. */
  static long nanos(long micros) {
    return micros <= 0 || micros > MAX_MICROS ? 0 : micros * 1000;
  }
}
