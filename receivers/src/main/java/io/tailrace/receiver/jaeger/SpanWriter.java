// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes spans as OTLP (source: {@code pkg/translator/jaeger} v0.158.0). Belongs to one thread;
 * allocates nothing unless it has to repair.
 */
final class SpanWriter {

  static final int KIND_SERVER = 2;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** By the number of the kind. */
  private static final byte[][] KINDS =
      Arrays.stream(new String[] {"", "internal", "server", "client", "producer", "consumer"})
          .map(kind -> kind.getBytes(UTF_8))
          .toArray(byte[][]::new);

  private static final byte[] REFERENCE_TYPE = "opentracing.ref_type".getBytes(UTF_8);
  private static final byte[] CHILD_OF = "child_of".getBytes(UTF_8);
  private static final byte[] FOLLOWS_FROM = "follows_from".getBytes(UTF_8);

  private static final int SAMPLED = 1;

  private final ProtoWriter out;
  private final AttributeWriter attributes;
  private final SpanStatus status = new SpanStatus();
  private final byte[] id = new byte[16];

  SpanWriter(ProtoWriter out, AttributeWriter attributes) {
    this.out = out;
    this.attributes = attributes;
  }

  /**
   * Writes a span; its tags are used up.
   *
   * @param takesTraceState whether the tag {@code w3c.tracestate} is the trace state: the collector
   *     does that on gRPC only
   */
  void write(JaegerSpan span, boolean takesTraceState) {
    Tags tags = span.tags;
    tags.settle(0, tags.count());
    int kind = takeKind(tags);
    status.of(tags, kind);
    long parent = span.parent();
    out.begin(OtlpField.SCOPE_SPANS_SPAN);
    traceId(OtlpField.SPAN_TRACE_ID, span.traceIdHigh, span.traceIdLow);
    spanId(OtlpField.SPAN_SPAN_ID, span.spanId);
    if (takesTraceState) {
      text(OtlpField.SPAN_TRACE_STATE, tags, take(tags, KnownKey.TRACE_STATE));
    }
    if (parent != 0) {
      spanId(OtlpField.SPAN_PARENT_SPAN_ID, parent);
    }
    attributes.string(OtlpField.SPAN_NAME, tags.bytes(), span.nameStart, span.nameEnd);
    if (kind != 0) {
      out.varint(OtlpField.SPAN_KIND, kind);
    }
    time(OtlpField.SPAN_START_TIME, span.startNanos);
    time(OtlpField.SPAN_END_TIME, span.endNanos);
    attributes(OtlpField.SPAN_ATTRIBUTES, tags, 0, tags.count());
    events(span);
    links(span, parent);
    status(tags);
    if (span.isSampled()) {
      out.fixed32(OtlpField.SPAN_FLAGS, SAMPLED);
    }
    out.end();
  }

  private static int take(Tags tags, int key) {
    int tag = tags.find(key);
    if (tag >= 0) {
      tags.takeOut(tag);
    }
    return tag;
  }

  private static int takeKind(Tags tags) {
    int tag = take(tags, KnownKey.SPAN_KIND);
    if (tag < 0 || tags.type(tag) != Tags.STRING) {
      return 0;
    }
    for (int kind = 1; kind < KINDS.length; kind++) {
      if (Arrays.equals(
          tags.bytes(),
          tags.valueStart(tag),
          tags.valueEnd(tag),
          KINDS[kind],
          0,
          KINDS[kind].length)) {
        return kind;
      }
    }
    return 0;
  }

  private void traceId(int field, long high, long low) {
    LONG.set(id, 0, high);
    LONG.set(id, Long.BYTES, low);
    out.bytes(field, id, 0, id.length);
  }

  private void spanId(int field, long value) {
    LONG.set(id, 0, value);
    out.bytes(field, id, 0, Long.BYTES);
  }

  private void time(int field, long nanos) {
    if (nanos != 0) {
      out.fixed64(field, nanos);
    }
  }

  /** Writes the text of a tag as a string field, if there is such a tag. */
  private void text(int field, Tags tags, int tag) {
    if (tag >= 0) {
      attributes.string(field, tags, tag);
    }
  }

  private void attributes(int field, Tags tags, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!tags.isGone(i)) {
        attributes.attribute(field, tags, i);
      }
    }
  }

  private void events(JaegerSpan span) {
    Tags fields = span.fields;
    for (int i = 0; i < span.logs; i++) {
      int from = span.logFirst(i);
      int to = span.logEnd(i);
      fields.settle(from, to);
      out.begin(OtlpField.SPAN_EVENTS);
      time(OtlpField.EVENT_TIME, span.logNanos(i));
      text(OtlpField.EVENT_NAME, fields, take(fields, KnownKey.EVENT));
      attributes(OtlpField.EVENT_ATTRIBUTES, fields, from, to);
      out.end();
    }
  }

  private void links(JaegerSpan span, long parent) {
    for (int i = 0; i < span.references; i++) {
      boolean isChild = span.referenceType(i) == JaegerSpan.CHILD_OF;
      if (isChild && span.referenceSpan(i) == parent) {
        continue;
      }
      out.begin(OtlpField.SPAN_LINKS);
      // an ID of zero is none, as the collector has it
      if ((span.referenceHigh(i) | span.referenceLow(i)) != 0) {
        traceId(OtlpField.LINK_TRACE_ID, span.referenceHigh(i), span.referenceLow(i));
      }
      if (span.referenceSpan(i) != 0) {
        spanId(OtlpField.LINK_SPAN_ID, span.referenceSpan(i));
      }
      byte[] type = isChild ? CHILD_OF : FOLLOWS_FROM;
      attributes.text(OtlpField.LINK_ATTRIBUTES, REFERENCE_TYPE, type, 0, type.length);
      out.end();
    }
    if (span.brokenReferences > 0) {
      out.varint(OtlpField.SPAN_DROPPED_LINKS_COUNT, span.brokenReferences);
    }
  }

  private void status(Tags tags) {
    if (status.code() != SpanStatus.UNSET || status.messageTag() >= 0) {
      out.begin(OtlpField.SPAN_STATUS);
      text(OtlpField.STATUS_MESSAGE, tags, status.messageTag());
      if (status.code() != SpanStatus.UNSET) {
        out.varint(OtlpField.STATUS_CODE, status.code());
      }
      out.end();
    }
  }
}
