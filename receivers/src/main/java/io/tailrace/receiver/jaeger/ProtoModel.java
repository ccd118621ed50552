// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.otlp.MalformedOtlpException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the messages of Jaeger's {@code model.proto} (package {@code jaeger.api_v2}) into flat
 * tables. Belongs to one thread.
 */
final class ProtoModel {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int TRACE_ID_BYTES = 16;

  private static final int PROCESS_SERVICE_NAME = 0x0A;
  private static final int PROCESS_TAGS = 0x12;

  private static final int SPAN_TRACE_ID = 0x0A;
  private static final int SPAN_SPAN_ID = 0x12;
  private static final int SPAN_OPERATION_NAME = 0x1A;
  private static final int SPAN_REFERENCES = 0x22;
  private static final int SPAN_FLAGS = 0x28;
  private static final int SPAN_START_TIME = 0x32;
  private static final int SPAN_DURATION = 0x3A;
  private static final int SPAN_TAGS = 0x42;
  private static final int SPAN_LOGS = 0x4A;
  private static final int SPAN_PROCESS = 0x52;
  private static final int SPAN_PROCESS_ID = 0x5A;
  private static final int SPAN_WARNINGS = 0x62;

  private static final int REFERENCE_TRACE_ID = 0x0A;
  private static final int REFERENCE_SPAN_ID = 0x12;
  private static final int REFERENCE_TYPE = 0x18;

  private static final int LOG_TIME = 0x0A;
  private static final int LOG_FIELDS = 0x12;

  private static final int TAG_KEY = 0x0A;
  private static final int TAG_TYPE = 0x10;
  private static final int TAG_STRING = 0x1A;
  private static final int TAG_BOOL = 0x20;
  private static final int TAG_INT64 = 0x28;
  private static final int TAG_FLOAT64 = 0x31;
  private static final int TAG_BINARY = 0x3A;

  private final ProtoReader in;
  private final ProtoTime time;

  ProtoModel(ProtoReader in) {
    this.in = in;
    time = new ProtoTime(in);
  }

  /** Reads the {@code Process} from here to {@code end}. */
  void process(JaegerProcess process, int end) throws MalformedOtlpException {
    while (in.position < end) {
      int tag = in.tag(end);
      switch (tag) {
        case PROCESS_SERVICE_NAME -> {
          int bodyEnd = in.bodyEnd(end);
          process.serviceStart = in.position;
          process.serviceEnd = bodyEnd;
          in.position = bodyEnd;
        }
        case PROCESS_TAGS -> tag(process.tags, in.bodyEnd(end));
        default -> in.skip(tag, end);
      }
    }
  }

  /** Reads the {@code Span} from here to {@code end}. */
  void span(JaegerSpan span, int end) throws MalformedOtlpException {
    long duration = 0;
    long start = 0;
    while (in.position < end) {
      int tag = in.tag(end);
      switch (tag) {
        case SPAN_TRACE_ID -> traceId(span, in.bodyEnd(end));
        case SPAN_SPAN_ID -> spanId(span, in.bodyEnd(end));
        case SPAN_OPERATION_NAME -> {
          span.nameEnd = in.bodyEnd(end);
          span.nameStart = in.position;
          in.position = span.nameEnd;
          span.isBlank &= span.nameStart == span.nameEnd;
        }
        case SPAN_REFERENCES -> {
          reference(span, in.bodyEnd(end));
          span.isBlank = false;
        }
        case SPAN_FLAGS -> {
          span.flags = (int) in.varint(end);
          span.isBlank &= span.flags == 0;
        }
        case SPAN_START_TIME -> {
          start = time.timestamp(span, in.bodyEnd(end));
          span.isBlank = false;
        }
        case SPAN_DURATION -> {
          duration = time.duration(span, in.bodyEnd(end));
          span.isBlank &= duration == 0;
        }
        case SPAN_TAGS -> {
          tag(span.tags, in.bodyEnd(end));
          plainTags(span.tags, end);
          span.isBlank = false;
        }
        case SPAN_LOGS -> {
          log(span, in.bodyEnd(end));
          span.isBlank = false;
        }
        case SPAN_PROCESS -> {
          span.processEnd = in.bodyEnd(end);
          span.processStart = in.position;
          in.position = span.processEnd;
          span.isBlank = false;
        }
        case SPAN_PROCESS_ID, SPAN_WARNINGS -> {
          in.position = in.bodyEnd(end);
          span.isBlank = false;
        }
        default -> in.skip(tag, end);
      }
    }
    span.startNanos = start;
    span.endNanos = start + duration;
  }

  /** An ID may be absent, or of the right length; of a longer one the collector takes the front. */
  private void traceId(JaegerSpan span, int end) {
    int length = end - in.position;
    boolean whole = length >= TRACE_ID_BYTES;
    span.traceIdHigh = whole ? (long) LONG.get(in.bytes(), in.position) : 0;
    span.traceIdLow = whole ? (long) LONG.get(in.bytes(), in.position + Long.BYTES) : 0;
    span.hasWholeIds &= whole || length == 0;
    span.isBlank &= length == 0 || whole && (span.traceIdHigh | span.traceIdLow) == 0;
    in.position = end;
  }

  private void spanId(JaegerSpan span, int end) {
    int length = end - in.position;
    boolean whole = length >= Long.BYTES;
    span.spanId = whole ? (long) LONG.get(in.bytes(), in.position) : 0;
    span.hasWholeIds &= whole || length == 0;
    span.isBlank &= length == 0 || whole && span.spanId == 0;
    in.position = end;
  }

  private void reference(JaegerSpan span, int end) throws MalformedOtlpException {
    long high = 0;
    long low = 0;
    long id = 0;
    int type = JaegerSpan.CHILD_OF;
    boolean whole = true;
    while (in.position < end) {
      int tag = in.tag(end);
      switch (tag) {
        case REFERENCE_TRACE_ID -> {
          int bodyEnd = in.bodyEnd(end);
          boolean isId = bodyEnd - in.position >= TRACE_ID_BYTES;
          high = isId ? (long) LONG.get(in.bytes(), in.position) : 0;
          low = isId ? (long) LONG.get(in.bytes(), in.position + Long.BYTES) : 0;
          whole &= isId || bodyEnd == in.position;
          in.position = bodyEnd;
        }
        case REFERENCE_SPAN_ID -> {
          int bodyEnd = in.bodyEnd(end);
          boolean isId = bodyEnd - in.position >= Long.BYTES;
          id = isId ? (long) LONG.get(in.bytes(), in.position) : 0;
          whole &= isId || bodyEnd == in.position;
          in.position = bodyEnd;
        }
        case REFERENCE_TYPE -> type = (int) in.varint(end);
        default -> in.skip(tag, end);
      }
    }
    if (whole) {
      span.addReference(type, high, low, id);
    } else {
      span.brokenReferences++;
    }
  }

  private void log(JaegerSpan span, int end) throws MalformedOtlpException {
    long nanos = 0;
    int first = span.fields.count();
    while (in.position < end) {
      int tag = in.tag(end);
      switch (tag) {
        case LOG_TIME -> nanos = time.timestamp(span, in.bodyEnd(end));
        case LOG_FIELDS -> tag(span.fields, in.bodyEnd(end));
        default -> in.skip(tag, end);
      }
    }
    span.addLog(nanos, first);
  }

  private void tag(Tags tags, int end) throws MalformedOtlpException {
    int keyStart = 0;
    int keyEnd = 0;
    int type = 0;
    long string = 0;
    long number = 0;
    long bool = 0;
    long bits = 0;
    long binary = 0;
    while (in.position < end) {
      int tag = in.tag(end);
      switch (tag) {
        case TAG_KEY -> {
          keyEnd = in.bodyEnd(end);
          keyStart = in.position;
          in.position = keyEnd;
        }
        case TAG_TYPE -> type = (int) in.varint(end);
        case TAG_STRING -> string = range(in.bodyEnd(end));
        case TAG_BOOL -> bool = in.varint(end) == 0 ? 0 : 1;
        case TAG_INT64 -> number = in.varint(end);
        case TAG_FLOAT64 -> bits = in.fixed64(end);
        case TAG_BINARY -> binary = range(in.bodyEnd(end));
        default -> in.skip(tag, end);
      }
    }
    switch (type) {
      case 0 -> tags.add(keyStart, keyEnd, Tags.STRING, string);
      case 1 -> tags.add(keyStart, keyEnd, Tags.BOOL, bool);
      case 2 -> tags.add(keyStart, keyEnd, Tags.INT, number);
      case 3 -> tags.add(keyStart, keyEnd, Tags.DOUBLE, bits);
      case 4 -> tags.add(keyStart, keyEnd, Tags.BINARY, binary);
      default -> tags.add(keyStart, keyEnd, Tags.UNKNOWN, type);
    }
  }

  /**
   * Reads the tags of a span that follow and are a short key and a short string, in this order and
   * without anything else: what most tags are, seen with a few comparisons. Stops before all else.
   */
  private void plainTags(Tags tags, int end) {
    byte[] b = in.bytes();
    int p = in.position;
    while (end - p >= 6 && b[p] == SPAN_TAGS && b[p + 1] >= 0) {
      int bodyEnd = p + 2 + b[p + 1];
      int key = p + 4;
      int value = key + b[p + 3];
      if (bodyEnd > end || b[p + 2] != TAG_KEY || value < key || bodyEnd - value < 2) {
        break;
      }
      if (b[value] != TAG_STRING || b[value + 1] < 0 || value + 2 + b[value + 1] != bodyEnd) {
        break;
      }
      tags.add(key, value, Tags.STRING, Tags.range(value + 2, bodyEnd));
      p = bodyEnd;
    }
    in.position = p;
  }

  private long range(int end) {
    long range = Tags.range(in.position, end);
    in.position = end;
    return range;
  }
}
