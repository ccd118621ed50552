// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.cli.traffic.TraceIds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * A {@code PostSpansRequest} of {@code jaeger.api_v2} with one batch and its process. Offsets in a
 * span:
 *
 * <pre>
 *  0    2          20        28     53   57        75        84     90        96      104   106
 * +----+----------+---------+------+----+---------+---------+------+---------+-------+-----+------+
 * |0A10| trace ID | span ID | name |221E| ref's   | ref's   | ref's| start   | nanos | s   | nanos|
 * |    |          |         |      |    | trace   | span    | type | seconds |       | duration   |
 * +----+----------+---------+------+----+---------+---------+------+---------+-------+-----+------+
 * </pre>
 *
 * <p>The first tag is {@code error}, its value at offset 122. A root follows from a span of another
 * trace, so that it has a link and no parent.
 */
final class JaegerProtoFormat implements SpanFormat {

  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int FRAME_BYTES = 3;

  private static final int REQUEST_BATCH = 0x0A;
  private static final int BATCH_SPAN = 0x0A;
  private static final int BATCH_PROCESS = 0x12;
  private static final int PROCESS_SERVICE_NAME = 0x0A;
  private static final int PROCESS_TAG = 0x12;
  private static final int SPAN_TRACE_ID = 0x0A;
  private static final int SPAN_SPAN_ID = 0x12;
  private static final int SPAN_NAME = 0x1A;
  private static final int SPAN_REFERENCE = 0x22;
  private static final int SPAN_FLAGS = 0x28;
  private static final int SPAN_START = 0x32;
  private static final int SPAN_DURATION = 0x3A;
  private static final int SPAN_TAG = 0x42;
  private static final int REFERENCE_TYPE = 0x18;
  private static final int SECONDS = 0x08;
  private static final int NANOS = 0x10;
  private static final int TAG_KEY = 0x0A;
  private static final int TAG_TYPE = 0x10;
  private static final int TAG_STRING = 0x1A;
  private static final int TAG_BOOL = 0x20;
  private static final int TAG_INT = 0x28;
  private static final int TYPE_BOOL = 1;
  private static final int TYPE_INT = 2;

  private static final int TRACE_ID_AT = 2;
  private static final int SPAN_ID_AT = 20;
  private static final int REFERENCE_AT = 28 + 2 + SpanTexts.NAME_LENGTH + 2;
  private static final int REFERENCE_TRACE_ID_AT = REFERENCE_AT + 2;
  private static final int REFERENCE_SPAN_ID_AT = REFERENCE_AT + 20;
  private static final int REFERENCE_TYPE_AT = REFERENCE_AT + 29;
  private static final int START_SECONDS_AT = REFERENCE_AT + 30 + 2 + 2 + 1;
  private static final int START_NANOS_AT = START_SECONDS_AT + 5 + 1;
  private static final int DURATION_SECONDS_AT = START_NANOS_AT + 5 + 2 + 1;
  private static final int DURATION_NANOS_AT = DURATION_SECONDS_AT + 1 + 1;
  private static final int ERROR_AT = DURATION_NANOS_AT + 4 + 12;

  private static final int CHILD_OF = 0;
  private static final int FOLLOWS_FROM = 1;

  /** Varints of five bytes begin here; starts have at least as many nanoseconds. */
  private static final int MIN_NANOS = 1 << 28;

  private static final int NANOS_RANGE = 700_000_000;
  private static final int SECONDS_SAMPLE = 1 << 28;
  private static final int DURATION_NANOS_SAMPLE = 1 << 21;
  private static final long OTHER_TRACE = 0x5DEECE66DL;

  @Override
  public EncodedRequest encode(int slots, int maxSpanBytes, int service) {
    var batch = new ProtoWriter();
    for (int i = 0; i < slots; i++) {
      batch.bytes(BATCH_SPAN, span(maxSpanBytes, i));
    }
    int spansBytes = batch.size();
    batch.message(BATCH_PROCESS, process(service));
    byte[] bytes = new ProtoWriter().message(REQUEST_BATCH, batch).toByteArray();
    int firstFrame = bytes.length - batch.size();
    int stride = spansBytes / slots;
    return new EncodedRequest(bytes, firstFrame + FRAME_BYTES, stride, stride - FRAME_BYTES);
  }

  private static ProtoWriter process(int service) {
    return new ProtoWriter()
        .string(PROCESS_SERVICE_NAME, "service-" + service)
        .message(PROCESS_TAG, tag("hostname", "node-" + service + ".example.com"))
        .message(PROCESS_TAG, tag("ip", "10.0.0." + service))
        .message(PROCESS_TAG, tag("jaeger.version", "Java-1.8.1"));
  }

  private static byte[] span(int size, int variant) {
    int padding = size - body(variant, 0).size();
    ProtoWriter span = body(variant, padding);
    while (span.size() > size) {
      padding -= span.size() - size;
      span = body(variant, padding);
    }
    return span.toByteArray();
  }

  private static ProtoWriter body(int variant, int padding) {
    int digit = SpanTexts.digit(variant);
    return new ProtoWriter()
        .id(SPAN_TRACE_ID, 0, 0)
        .id(SPAN_SPAN_ID, 0)
        .string(SPAN_NAME, SpanTexts.name(variant))
        .message(
            SPAN_REFERENCE,
            new ProtoWriter()
                .id(SPAN_TRACE_ID, 0, 0)
                .id(SPAN_SPAN_ID, 0)
                .varint(REFERENCE_TYPE, CHILD_OF))
        .varint(SPAN_FLAGS, 1)
        .message(SPAN_START, seconds(SECONDS_SAMPLE, MIN_NANOS))
        .message(SPAN_DURATION, seconds(0, DURATION_NANOS_SAMPLE))
        .message(SPAN_TAG, boolTag("error"))
        .message(SPAN_TAG, tag("span.kind", "server"))
        .message(SPAN_TAG, tag("http.method", "GET"))
        .message(SPAN_TAG, tag("http.status_code", 200))
        .message(SPAN_TAG, tag("peer.port", 8080 + digit))
        .message(SPAN_TAG, tag("thread.name", "worker-" + digit))
        .message(SPAN_TAG, tag("http.url", SpanTexts.url(padding)));
  }

  private static ProtoWriter seconds(long seconds, long nanos) {
    return new ProtoWriter().varint(SECONDS, seconds).varint(NANOS, nanos);
  }

  private static ProtoWriter boolTag(String key) {
    return new ProtoWriter().string(TAG_KEY, key).varint(TAG_TYPE, TYPE_BOOL).varint(TAG_BOOL, 0);
  }

  private static ProtoWriter tag(String key, String value) {
    return new ProtoWriter().string(TAG_KEY, key).string(TAG_STRING, value);
  }

  private static ProtoWriter tag(String key, long value) {
    return new ProtoWriter().string(TAG_KEY, key).varint(TAG_TYPE, TYPE_INT).varint(TAG_INT, value);
  }

  @Override
  public void patch(EncodedRequest request, int slot, LoadSpan span) {
    byte[] bytes = request.bytes();
    int at = request.at(slot);
    long low = span.low();
    boolean isRoot = span.parent() < 0;
    long referenceLow = isRoot ? low ^ OTHER_TRACE : low;
    LONG_BE.set(bytes, at + TRACE_ID_AT, TraceIds.high(low));
    LONG_BE.set(bytes, at + TRACE_ID_AT + 8, low);
    LONG_BE.set(bytes, at + SPAN_ID_AT, TraceIds.spanId(low, span.n()));
    LONG_BE.set(bytes, at + REFERENCE_TRACE_ID_AT, TraceIds.high(referenceLow));
    LONG_BE.set(bytes, at + REFERENCE_TRACE_ID_AT + 8, referenceLow);
    LONG_BE.set(
        bytes, at + REFERENCE_SPAN_ID_AT, TraceIds.spanId(referenceLow, Math.abs(span.parent())));
    bytes[at + REFERENCE_TYPE_AT] = (byte) (isRoot ? FOLLOWS_FROM : CHILD_OF);
    patchTimes(bytes, at, span);
    bytes[at + ERROR_AT] = (byte) (span.error() ? 1 : 0);
  }

  private static void patchTimes(byte[] bytes, int at, LoadSpan span) {
    long duration = span.endUnixNano() - span.startUnixNano();
    long second = TimeUnit.SECONDS.toNanos(1);
    putVarint(bytes, at + START_SECONDS_AT, span.startUnixNano() / second, 5);
    putVarint(
        bytes, at + START_NANOS_AT, MIN_NANOS + span.startUnixNano() % second % NANOS_RANGE, 5);
    bytes[at + DURATION_SECONDS_AT] = (byte) (duration / second);
    putVarint(bytes, at + DURATION_NANOS_AT, Math.max(duration % second, DURATION_NANOS_SAMPLE), 4);
  }

  /** Writes a number that takes exactly {@code length} bytes. */
  private static void putVarint(byte[] bytes, int at, long value, int length) {
    long rest = value;
    for (int i = 0; i < length - 1; i++) {
      bytes[at + i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at + length - 1] = (byte) rest;
  }
}
