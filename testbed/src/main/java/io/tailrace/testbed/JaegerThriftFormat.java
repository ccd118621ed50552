// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceIds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A {@code Batch} of {@code jaeger.thrift} in Thrift's binary protocol. All numbers have a fixed
 * length there, so that times are patched as they are. Offsets in a span:
 *
 * <pre>
 *  3         14        25       36       44     84         95          133
 * +---------+---------+--------+--------+------+----------+-----------+---------------+
 * | traceId | traceId | spanId | parent | name | start    | duration  | first tag:    |
 * | Low     | High    |        | or 0   |      | in us    | in us     | error, vBool  |
 * +---------+---------+--------+--------+------+----------+-----------+---------------+
 * </pre>
 */
final class JaegerThriftFormat implements SpanFormat {

  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final byte STOP = 0;
  private static final byte BOOL = 2;
  private static final byte I32 = 8;
  private static final byte I64 = 10;
  private static final byte STRING = 11;
  private static final byte STRUCT = 12;
  private static final byte LIST = 15;

  private static final int TAG_TYPE_STRING = 0;
  private static final int TAG_TYPE_BOOL = 2;
  private static final int TAG_TYPE_LONG = 3;
  private static final int SPAN_TAGS = 7;

  private static final int TRACE_ID_LOW_AT = 3;
  private static final int TRACE_ID_HIGH_AT = TRACE_ID_LOW_AT + 11;
  private static final int SPAN_ID_AT = TRACE_ID_HIGH_AT + 11;
  private static final int PARENT_AT = SPAN_ID_AT + 11;
  private static final int START_AT = PARENT_AT + 8 + 7 + SpanTexts.NAME_LENGTH + 7 + 3;
  private static final int DURATION_AT = START_AT + 11;
  private static final int ERROR_AT = DURATION_AT + 8 + 8 + 12 + 7 + 3;

  private static final int NANOS_PER_MICRO = 1000;

  @Override
  public EncodedRequest encode(int slots, int maxSpanBytes, int service) {
    int padding = maxSpanBytes - span(0, 0).length;
    var out = ByteBuffer.allocate(slots * maxSpanBytes + 1024);
    field(out, STRUCT, 1);
    process(out, service);
    field(out, LIST, 2);
    out.put(STRUCT).putInt(slots);
    int first = out.position();
    for (int i = 0; i < slots; i++) {
      out.put(span(i, padding));
    }
    out.put(STOP);
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return new EncodedRequest(bytes, first, maxSpanBytes, maxSpanBytes);
  }

  private static void process(ByteBuffer out, int service) {
    string(out, 1, "service-" + service);
    field(out, LIST, 2);
    out.put(STRUCT).putInt(3);
    tag(out, "hostname", "node-" + service + ".example.com");
    tag(out, "ip", "10.0.0." + service);
    tag(out, "jaeger.version", "Java-1.8.1");
    out.put(STOP);
  }

  private static byte[] span(int variant, int padding) {
    int digit = SpanTexts.digit(variant);
    var out = ByteBuffer.allocate(padding + 1024);
    for (int id = 1; id <= 4; id++) {
      field(out, I64, id);
      out.putLong(0);
    }
    string(out, 5, SpanTexts.name(variant));
    field(out, I32, 7);
    out.putInt(1);
    field(out, I64, 8);
    out.putLong(0);
    field(out, I64, 9);
    out.putLong(0);
    field(out, LIST, 10);
    out.put(STRUCT).putInt(SPAN_TAGS);
    errorTag(out);
    tag(out, "span.kind", "server");
    tag(out, "http.method", "GET");
    tag(out, "http.status_code", 200);
    tag(out, "peer.port", 8080 + digit);
    tag(out, "thread.name", "worker-" + digit);
    tag(out, "http.url", SpanTexts.url(padding));
    out.put(STOP);
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  private static void errorTag(ByteBuffer out) {
    tagHead(out, "error", TAG_TYPE_BOOL);
    field(out, BOOL, 5);
    out.put((byte) 0).put(STOP);
  }

  private static void tag(ByteBuffer out, String key, String value) {
    tagHead(out, key, TAG_TYPE_STRING);
    string(out, 3, value);
    out.put(STOP);
  }

  private static void tag(ByteBuffer out, String key, long value) {
    tagHead(out, key, TAG_TYPE_LONG);
    field(out, I64, 6);
    out.putLong(value).put(STOP);
  }

  private static void tagHead(ByteBuffer out, String key, int type) {
    string(out, 1, key);
    field(out, I32, 2);
    out.putInt(type);
  }

  private static void string(ByteBuffer out, int id, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    field(out, STRING, id);
    out.putInt(utf8.length).put(utf8);
  }

  private static void field(ByteBuffer out, byte type, int id) {
    out.put(type).putShort((short) id);
  }

  @Override
  public void patch(EncodedRequest request, int slot, LoadSpan span) {
    byte[] bytes = request.bytes();
    int at = request.at(slot);
    long low = span.low();
    LONG_BE.set(bytes, at + TRACE_ID_LOW_AT, low);
    LONG_BE.set(bytes, at + TRACE_ID_HIGH_AT, TraceIds.high(low));
    LONG_BE.set(bytes, at + SPAN_ID_AT, TraceIds.spanId(low, span.n()));
    LONG_BE.set(bytes, at + PARENT_AT, span.parent() < 0 ? 0 : TraceIds.spanId(low, span.parent()));
    LONG_BE.set(bytes, at + START_AT, span.startUnixNano() / NANOS_PER_MICRO);
    LONG_BE.set(
        bytes, at + DURATION_AT, (span.endUnixNano() - span.startUnixNano()) / NANOS_PER_MICRO);
    bytes[at + ERROR_AT] = (byte) (span.error() ? 1 : 0);
  }
}
