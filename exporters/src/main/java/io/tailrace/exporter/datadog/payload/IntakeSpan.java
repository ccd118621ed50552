// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.Tags;
import io.tailrace.exporter.datadog.mapping.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes one {@code Span} message (datadog-agent {@code pkg/proto/datadog/trace/span.proto}). Its
 * pairs are so many and so small that lengths are reckoned beforehand and every byte is written
 * where it stays.
 */
final class IntakeSpan {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SERVICE = 0x0A;
  private static final int NAME = 0x12;
  private static final int RESOURCE = 0x1A;
  private static final int TRACE_ID = 0x20;
  private static final int SPAN_ID = 0x28;
  private static final int PARENT_ID = 0x30;
  private static final int START = 0x38;
  private static final int DURATION = 0x40;
  private static final int ERROR = 0x48;
  private static final int META = 0x52;
  private static final int METRICS = 0x5A;
  private static final int TYPE = 0x62;

  private static final int ENTRY_KEY = 0x0A;
  private static final int ENTRY_TEXT = 0x12;
  private static final int ENTRY_NUMBER = 0x11;

  /** Tag and value of a number in a pair. */
  private static final int NUMBER_BYTES = 9;

  /** Tags and values of the numbers, tags and lengths of the texts. */
  private static final int SPAN_OVERHEAD = 128;

  /** Tags and lengths of a pair, its key and its value. */
  private static final int ENTRY_OVERHEAD = 18;

  private byte[] bytes = new byte[4096];
  private int size;

  /** The most that a span can take, in bytes. */
  static int bound(DatadogSpan span) {
    int bytes = SPAN_OVERHEAD + span.service().length() + span.name().length();
    bytes += span.resource().length() + span.type().length();
    Tags meta = span.meta();
    for (int i = 0; i < meta.count(); i++) {
      bytes += ENTRY_OVERHEAD + meta.keyLength(i) + meta.valueLength(i);
    }
    Tags metrics = span.metrics();
    for (int i = 0; i < metrics.count(); i++) {
      bytes += ENTRY_OVERHEAD + NUMBER_BYTES + metrics.keyLength(i);
    }
    return bytes;
  }

  /** What was written last, from 0 to {@link #size()}. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void write(DatadogSpan span) {
    int bound = bound(span);
    if (bytes.length < bound) {
      bytes = new byte[Math.max(bound, bytes.length * 2)];
    }
    size = 0;
    text(SERVICE, span.service());
    text(NAME, span.name());
    text(RESOURCE, span.resource());
    number(TRACE_ID, span.traceId());
    number(SPAN_ID, span.spanId());
    if (span.parentId() != 0) {
      number(PARENT_ID, span.parentId());
    }
    number(START, span.startNanos());
    number(DURATION, span.durationNanos());
    if (span.isError()) {
      number(ERROR, 1);
    }
    meta(span.meta());
    metrics(span.metrics());
    text(TYPE, span.type());
  }

  private void meta(Tags meta) {
    for (int i = 0; i < meta.count(); i++) {
      int key = meta.keyLength(i);
      int value = meta.valueLength(i);
      bytes[size++] = META;
      varint(2 + varintSize(key) + key + varintSize(value) + value);
      raw(ENTRY_KEY, meta.keyBytes(i), meta.keyOffset(i), key);
      raw(ENTRY_TEXT, meta.valueBytes(i), meta.valueOffset(i), value);
    }
  }

  private void metrics(Tags metrics) {
    for (int i = 0; i < metrics.count(); i++) {
      int key = metrics.keyLength(i);
      bytes[size++] = METRICS;
      varint(1 + varintSize(key) + key + NUMBER_BYTES);
      raw(ENTRY_KEY, metrics.keyBytes(i), metrics.keyOffset(i), key);
      bytes[size++] = ENTRY_NUMBER;
      LONG_LE.set(bytes, size, Double.doubleToRawLongBits(metrics.number(i)));
      size += Long.BYTES;
    }
  }

  private void text(int tag, Text value) {
    raw(tag, value.bytes(), value.offset(), value.length());
  }

  private void raw(int tag, byte[] from, int offset, int length) {
    bytes[size++] = (byte) tag;
    varint(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  private void number(int tag, long value) {
    bytes[size++] = (byte) tag;
    varint(value);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }
}
