// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.receiver.thrift.MalformedThriftException;
import io.tailrace.receiver.thrift.ThriftReader;
import io.tailrace.receiver.thrift.ThriftType;

/**
 * Reads the structs of {@code jaeger.thrift} into flat tables. What is required there but missing
 * is zero or empty. Belongs to one thread.
 */
final class ThriftModel {

  private static final int PROCESS_SERVICE_NAME = 1 << 4 | ThriftType.STRING;
  private static final int PROCESS_TAGS = 2 << 4 | ThriftType.LIST;

  private static final int SPAN_TRACE_ID_LOW = 1 << 4 | ThriftType.I64;
  private static final int SPAN_TRACE_ID_HIGH = 2 << 4 | ThriftType.I64;
  private static final int SPAN_ID = 3 << 4 | ThriftType.I64;
  private static final int SPAN_PARENT = 4 << 4 | ThriftType.I64;
  private static final int SPAN_OPERATION_NAME = 5 << 4 | ThriftType.STRING;
  private static final int SPAN_REFERENCES = 6 << 4 | ThriftType.LIST;
  private static final int SPAN_FLAGS = 7 << 4 | ThriftType.I32;
  private static final int SPAN_START_TIME = 8 << 4 | ThriftType.I64;
  private static final int SPAN_DURATION = 9 << 4 | ThriftType.I64;
  private static final int SPAN_TAGS = 10 << 4 | ThriftType.LIST;
  private static final int SPAN_LOGS = 11 << 4 | ThriftType.LIST;

  private static final int REFERENCE_TYPE = 1 << 4 | ThriftType.I32;
  private static final int REFERENCE_TRACE_ID_LOW = 2 << 4 | ThriftType.I64;
  private static final int REFERENCE_TRACE_ID_HIGH = 3 << 4 | ThriftType.I64;
  private static final int REFERENCE_SPAN_ID = 4 << 4 | ThriftType.I64;

  private static final int LOG_TIMESTAMP = 1 << 4 | ThriftType.I64;
  private static final int LOG_FIELDS = 2 << 4 | ThriftType.LIST;

  private static final int TAG_KEY = 1 << 4 | ThriftType.STRING;
  private static final int TAG_TYPE = 2 << 4 | ThriftType.I32;
  private static final int TAG_STRING = 3 << 4 | ThriftType.STRING;
  private static final int TAG_DOUBLE = 4 << 4 | ThriftType.DOUBLE;
  private static final int TAG_BOOL = 5 << 4 | ThriftType.BOOL;
  private static final int TAG_LONG = 6 << 4 | ThriftType.I64;
  private static final int TAG_BINARY = 7 << 4 | ThriftType.STRING;

  private static final long NANOS_PER_MICRO = 1000;

  /** Reads a {@code Process}. */
  void process(ThriftReader in, JaegerProcess process) throws MalformedThriftException {
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      if (field == PROCESS_SERVICE_NAME) {
        int length = in.binary();
        process.serviceStart = in.valueStart();
        process.serviceEnd = process.serviceStart + length;
      } else if (field == PROCESS_TAGS) {
        tags(in, process.tags);
      } else {
        in.skip(ThriftReader.type(field));
      }
    }
  }

  /** Reads a {@code Span}. */
  void span(ThriftReader in, JaegerSpan span) throws MalformedThriftException {
    long start = 0;
    long duration = 0;
    boolean hasList = false;
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      switch (field) {
        case SPAN_TRACE_ID_LOW -> span.traceIdLow = in.i64();
        case SPAN_TRACE_ID_HIGH -> span.traceIdHigh = in.i64();
        case SPAN_ID -> span.spanId = in.i64();
        case SPAN_PARENT -> span.statedParent = in.i64();
        case SPAN_OPERATION_NAME -> {
          int length = in.binary();
          span.nameStart = in.valueStart();
          span.nameEnd = span.nameStart + length;
        }
        case SPAN_REFERENCES -> {
          references(in, span);
          hasList = true;
        }
        case SPAN_FLAGS -> span.flags = in.i32();
        case SPAN_START_TIME -> start = in.i64();
        case SPAN_DURATION -> duration = in.i64();
        case SPAN_TAGS -> {
          tags(in, span.tags);
          hasList = true;
        }
        case SPAN_LOGS -> {
          logs(in, span);
          hasList = true;
        }
        default -> in.skip(ThriftReader.type(field));
      }
    }
    span.startNanos = start * NANOS_PER_MICRO;
    span.endNanos = (start + duration) * NANOS_PER_MICRO;
    span.isBlank =
        !hasList
            && span.nameStart == span.nameEnd
            && span.flags == 0
            && (span.traceIdLow | span.traceIdHigh | span.spanId | span.statedParent) == 0
            && (start | duration) == 0;
  }

  private void references(ThriftReader in, JaegerSpan span) throws MalformedThriftException {
    int left = in.beginList();
    int type = in.elementType();
    for (; left > 0; left--) {
      if (type == ThriftType.STRUCT) {
        reference(in, span);
      } else {
        in.skip(type);
      }
    }
  }

  private static void reference(ThriftReader in, JaegerSpan span) throws MalformedThriftException {
    int type = JaegerSpan.CHILD_OF;
    long high = 0;
    long low = 0;
    long id = 0;
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      switch (field) {
        case REFERENCE_TYPE -> type = in.i32();
        case REFERENCE_TRACE_ID_LOW -> low = in.i64();
        case REFERENCE_TRACE_ID_HIGH -> high = in.i64();
        case REFERENCE_SPAN_ID -> id = in.i64();
        default -> in.skip(ThriftReader.type(field));
      }
    }
    span.addReference(type, high, low, id);
  }

  private void logs(ThriftReader in, JaegerSpan span) throws MalformedThriftException {
    int left = in.beginList();
    int type = in.elementType();
    for (; left > 0; left--) {
      if (type == ThriftType.STRUCT) {
        log(in, span);
      } else {
        in.skip(type);
      }
    }
  }

  private void log(ThriftReader in, JaegerSpan span) throws MalformedThriftException {
    long micros = 0;
    int first = span.fields.count();
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      switch (field) {
        case LOG_TIMESTAMP -> micros = in.i64();
        case LOG_FIELDS -> tags(in, span.fields);
        default -> in.skip(ThriftReader.type(field));
      }
    }
    span.addLog(micros * NANOS_PER_MICRO, first);
  }

  private void tags(ThriftReader in, Tags tags) throws MalformedThriftException {
    int left = in.beginList();
    int type = in.elementType();
    for (; left > 0; left--) {
      if (type == ThriftType.STRUCT) {
        tag(in, tags);
      } else {
        in.skip(type);
      }
    }
  }

  private static void tag(ThriftReader in, Tags tags) throws MalformedThriftException {
    int keyStart = 0;
    int keyEnd = 0;
    int type = 0;
    long string = 0;
    long bits = 0;
    long bool = 0;
    long number = 0;
    long binary = 0;
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      switch (field) {
        case TAG_KEY -> {
          int length = in.binary();
          keyStart = in.valueStart();
          keyEnd = keyStart + length;
        }
        case TAG_TYPE -> type = in.i32();
        case TAG_STRING -> string = range(in);
        case TAG_DOUBLE -> bits = in.doubleBits();
        case TAG_BOOL -> bool = in.bool() ? 1 : 0;
        case TAG_LONG -> number = in.i64();
        case TAG_BINARY -> binary = range(in);
        default -> in.skip(ThriftReader.type(field));
      }
    }
    switch (type) {
      case 0 -> tags.add(keyStart, keyEnd, Tags.STRING, string);
      case 1 -> tags.add(keyStart, keyEnd, Tags.DOUBLE, bits);
      case 2 -> tags.add(keyStart, keyEnd, Tags.BOOL, bool);
      case 3 -> tags.add(keyStart, keyEnd, Tags.INT, number);
      case 4 -> tags.add(keyStart, keyEnd, Tags.BINARY, binary);
      default -> tags.add(keyStart, keyEnd, Tags.UNKNOWN, AttributeWriter.UNSET);
    }
  }

  private static long range(ThriftReader in) throws MalformedThriftException {
    int length = in.binary();
    return Tags.range(in.valueStart(), in.valueStart() + length);
  }
}
