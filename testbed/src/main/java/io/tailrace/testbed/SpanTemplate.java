// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.otlp.OtlpField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Spans that are encoded once and patched in place afterwards: all of them have the fields that
 * differ from span to span at the same offsets.
 *
 * <pre>
 *  0    2                  18   20       28   30       38               size-10  size-6  size
 * +----+------------------+----+--------+----+--------+----------------+--------+-------+
 * |0A10| trace ID         |1208| span ID|2208| parent | name, kind,    | status | flags |
 * |    | high, low        |    |        |    |        | times, rest    |7A0218cc| fix32 |
 * +----+------------------+----+--------+----+--------+----------------+--------+-------+
 * </pre>
 *
 * <p>A root span has eight bytes of {@code trace_state} (field 3) in the place of its parent's ID.
 */
final class SpanTemplate {

  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int TRACE_ID = 2;
  private static final int SPAN_ID = 20;
  private static final int PARENT_TAG = 28;
  private static final int PARENT = 30;
  private static final int START = PARENT + 8 + 2 + SpanTexts.NAME_LENGTH + 2 + 1;
  private static final int END = START + 8 + 1;
  private static final int STATUS_CODE_FROM_END = 7;

  private static final int STATUS_UNSET = 0;
  private static final int STATUS_ERROR = 2;

  /** Sampled, and known not to be the child of a remote span ({@code SpanFlags}). */
  private static final int FLAGS = 0x101;

  /** The eight bytes {@code tb=root1}. */
  private static final long ROOT_TRACE_STATE = 0x74623D726F6F7431L;

  private SpanTemplate() {}

  /**
   * Encodes a span without IDs and times. Every variant has the same length.
   *
   * @param size the largest length, in [{@link SpanFormat#MIN_BYTES}, {@link
   *     SpanFormat#MAX_BYTES}]; at most two bytes more than what comes out
   * @param variant which name and attributes it gets
   */
  static byte[] encode(int size, int variant) {
    int padding = size - body(variant, 0).length;
    byte[] span = body(variant, padding);
    while (span.length > size) {
      padding -= span.length - size;
      span = body(variant, padding);
    }
    return span;
  }

  private static byte[] body(int variant, int padding) {
    int digit = SpanTexts.digit(variant);
    return new ProtoWriter()
        .id(OtlpField.SPAN_TRACE_ID, 0, 0)
        .id(OtlpField.SPAN_SPAN_ID, 0)
        .id(OtlpField.SPAN_PARENT_SPAN_ID, 0)
        .string(OtlpField.SPAN_NAME, SpanTexts.name(variant))
        .varint(OtlpField.SPAN_KIND, 1 + digit % 5)
        .fixed64(OtlpField.SPAN_START_TIME, 0)
        .fixed64(OtlpField.SPAN_END_TIME, 0)
        .attribute(OtlpField.SPAN_ATTRIBUTES, "http.request.method", "GET")
        .attribute(OtlpField.SPAN_ATTRIBUTES, "http.response.status_code", 200)
        .attribute(OtlpField.SPAN_ATTRIBUTES, "server.port", 8080 + digit)
        .attribute(OtlpField.SPAN_ATTRIBUTES, "thread.name", "worker-" + digit)
        .attribute(OtlpField.SPAN_ATTRIBUTES, "url.full", SpanTexts.url(padding))
        .message(
            OtlpField.SPAN_STATUS, new ProtoWriter().varint(OtlpField.STATUS_CODE, STATUS_UNSET))
        .fixed32(OtlpField.SPAN_FLAGS, FLAGS)
        .toByteArray();
  }

  /**
   * Makes the span at {@code bytes[at, at + size)} span {@code n} of a trace.
   *
   * @param low the last eight bytes of the trace ID
   * @param parent the number of its parent; negative makes it a root
   */
  static void patchIds(byte[] bytes, int at, long low, int n, int parent) {
    LONG_BE.set(bytes, at + TRACE_ID, TraceIds.high(low));
    LONG_BE.set(bytes, at + TRACE_ID + 8, low);
    LONG_BE.set(bytes, at + SPAN_ID, TraceIds.spanId(low, n));
    if (parent < 0) {
      bytes[at + PARENT_TAG] = OtlpField.SPAN_TRACE_STATE;
      LONG_BE.set(bytes, at + PARENT, ROOT_TRACE_STATE);
    } else {
      bytes[at + PARENT_TAG] = OtlpField.SPAN_PARENT_SPAN_ID;
      LONG_BE.set(bytes, at + PARENT, TraceIds.spanId(low, parent));
    }
  }

  /** Sets start and end of the span at {@code at}, in nanoseconds since the Unix epoch. */
  static void patchTimes(byte[] bytes, int at, long startUnixNano, long endUnixNano) {
    LONG_LE.set(bytes, at + START, startUnixNano);
    LONG_LE.set(bytes, at + END, endUnixNano);
  }

  /** Sets the status of the span at {@code bytes[at, at + size)} to ERROR or UNSET. */
  static void patchStatus(byte[] bytes, int at, int size, boolean error) {
    bytes[at + size - STATUS_CODE_FROM_END] = (byte) (error ? STATUS_ERROR : STATUS_UNSET);
  }
}
