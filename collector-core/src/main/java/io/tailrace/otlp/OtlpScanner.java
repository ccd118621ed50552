// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the bytes of an {@code ExportTraceServiceRequest} once and fills a {@link SpanIndex}: no
 * object per span, no copy of a span.
 *
 * <p>Takes all legal Protocol Buffers: fields in any order, unknown fields and groups, repeated
 * singular fields (the last scalar wins, messages merge), varints of up to ten bytes. Refuses what
 * is malformed anywhere in the request, down to attribute values, because a backend would refuse
 * the whole batch for it. Spans whose IDs are not valid (opentelemetry-proto {@code trace.proto}:
 * 16 and 8 bytes, not all zero; in links also none) are left out of the index and counted.
 *
 * <p>Not thread-safe; belongs to its index.
 */
public final class OtlpScanner {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The first byte of the tag of {@code Span.flags}, a fixed32; the second is 1. */
  private static final byte FLAGS_TAG = (byte) OtlpField.SPAN_FLAGS;

  private final SpanIndex index;
  private final ProtoWalker walker = new ProtoWalker();
  private byte[] bytes = {};

  OtlpScanner(SpanIndex index) {
    this.index = index;
  }

  /**
   * Scans {@code bytes[offset, offset + length)} into {@code index}.
   *
   * @throws MalformedOtlpException if the bytes are not a well-formed request; the index is then
   *     undefined
   */
  public static void scan(byte[] bytes, int offset, int length, SpanIndex index)
      throws MalformedOtlpException {
    index.reset(bytes, offset, length);
    index.scanner.scanRequest(bytes, offset, length);
  }

  private void scanRequest(byte[] requestBytes, int offset, int length)
      throws MalformedOtlpException {
    bytes = requestBytes;
    walker.reset(requestBytes, offset);
    int end = offset + length;
    int p = offset;
    while (p < end) {
      long tagged = walker.varint32(p, end);
      p = ProtoWalker.position(tagged);
      int tag = ProtoWalker.value(tagged);
      if (tag == OtlpField.REQUEST_RESOURCE_SPANS) {
        long sized = walker.length(p, end);
        int body = ProtoWalker.position(sized);
        p = body + ProtoWalker.value(sized);
        scanResourceSpans(body, p);
      } else {
        p = walker.skip(tag, p, end, 1);
      }
    }
  }

  private void scanResourceSpans(int start, int end) throws MalformedOtlpException {
    int resource = index.beginResource();
    int p = start;
    while (p < end) {
      int field = p;
      long tagged = walker.varint32(p, end);
      p = ProtoWalker.position(tagged);
      int tag = ProtoWalker.value(tagged);
      if (tag == OtlpField.RESOURCE_SPANS_SCOPE_SPANS) {
        long sized = walker.length(p, end);
        p = ProtoWalker.position(sized) + ProtoWalker.value(sized);
        continue;
      }
      if (tag == OtlpField.RESOURCE_SPANS_RESOURCE) {
        long sized = walker.length(p, end);
        int body = ProtoWalker.position(sized);
        p = body + ProtoWalker.value(sized);
        walker.resource(body, p);
      } else {
        p = walker.skip(tag, p, end, 2);
      }
      index.copyContextBytes(field, p - field);
    }
    index.endResource(resource);
    for (p = start; p < end; ) {
      long tagged = walker.varint32(p, end);
      p = ProtoWalker.position(tagged);
      int tag = ProtoWalker.value(tagged);
      if (tag == OtlpField.RESOURCE_SPANS_SCOPE_SPANS) {
        long sized = walker.length(p, end);
        int body = ProtoWalker.position(sized);
        p = body + ProtoWalker.value(sized);
        scanScopeSpans(body, p, resource);
      } else {
        p = walker.skip(tag, p, end, 2);
      }
    }
  }

  private void scanScopeSpans(int start, int end, int resource) throws MalformedOtlpException {
    int context = index.beginContext(resource);
    int p = start;
    while (p < end) {
      int field = p;
      long tagged = walker.varint32(p, end);
      p = ProtoWalker.position(tagged);
      int tag = ProtoWalker.value(tagged);
      if (tag == OtlpField.SCOPE_SPANS_SPAN) {
        long sized = walker.length(p, end);
        int body = ProtoWalker.position(sized);
        p = body + ProtoWalker.value(sized);
        scanSpan(field, body, p, context);
        continue;
      }
      if (tag == OtlpField.SCOPE_SPANS_SCOPE) {
        long sized = walker.length(p, end);
        int body = ProtoWalker.position(sized);
        p = body + ProtoWalker.value(sized);
        walker.scope(body, p);
      } else {
        p = walker.skip(tag, p, end, 3);
      }
      index.copyContextBytes(field, p - field);
    }
    index.endContext(context);
  }

  private void scanSpan(int framed, int start, int end, int context) throws MalformedOtlpException {
    byte[] b = bytes;
    long idHigh = 0;
    long idLow = 0;
    long spanId = 0;
    long parentId = 0;
    long startNano = 0;
    long endNano = 0;
    int status = 0;
    int badIds = 0;
    int p = start;
    // What nearly every sender writes, in the order in which it writes it: a few comparisons that
    // the processor predicts, where the loop below would guess wrong at every field.
    if (end - p >= 28 && startsWithIds(b, p)) {
      idHigh = (long) LONG_BE.get(b, p + 2);
      idLow = (long) LONG_BE.get(b, p + 10);
      spanId = (long) LONG_BE.get(b, p + 20);
      p += 28;
      if (end - p >= 10 && b[p] == OtlpField.SPAN_PARENT_SPAN_ID && b[p + 1] == 8) {
        parentId = (long) LONG_BE.get(b, p + 2);
        p += 10;
      }
      if (end - p >= 2 && b[p] == OtlpField.SPAN_NAME && isWithin(b[p + 1], end - p - 2)) {
        p += 2 + b[p + 1];
      }
      if (end - p >= 2 && b[p] == OtlpField.SPAN_KIND && b[p + 1] >= 0) {
        p += 2;
      }
      if (end - p >= 18
          && b[p] == OtlpField.SPAN_START_TIME
          && b[p + 9] == OtlpField.SPAN_END_TIME) {
        startNano = (long) LONG_LE.get(b, p + 1);
        endNano = (long) LONG_LE.get(b, p + 10);
        p += 18;
      }
    }
    while (p < end) {
      int tag = b[p];
      if (tag >= 0) {
        p++;
      } else if (tag == FLAGS_TAG && end - p >= 6 && b[p + 1] == 1) {
        p += 6;
        continue;
      } else {
        long tagged = walker.varint32(p, end);
        p = ProtoWalker.position(tagged);
        tag = ProtoWalker.value(tagged);
      }
      switch (tag) {
        case OtlpField.SPAN_TRACE_ID -> {
          long sized = walker.length(p, end);
          p = ProtoWalker.position(sized);
          int length = ProtoWalker.value(sized);
          if (length == 16) {
            idHigh = (long) LONG_BE.get(b, p);
            idLow = (long) LONG_BE.get(b, p + 8);
          } else {
            idHigh = 0;
            idLow = 0;
          }
          badIds = length == 16 || length == 0 ? badIds & ~BAD_TRACE_ID : badIds | BAD_TRACE_ID;
          p += length;
        }
        case OtlpField.SPAN_SPAN_ID -> {
          long sized = walker.length(p, end);
          p = ProtoWalker.position(sized);
          int length = ProtoWalker.value(sized);
          spanId = length == 8 ? (long) LONG_BE.get(b, p) : 0;
          badIds = length == 8 || length == 0 ? badIds & ~BAD_SPAN_ID : badIds | BAD_SPAN_ID;
          p += length;
        }
        case OtlpField.SPAN_PARENT_SPAN_ID -> {
          long sized = walker.length(p, end);
          p = ProtoWalker.position(sized);
          int length = ProtoWalker.value(sized);
          parentId = length == 8 ? (long) LONG_BE.get(b, p) : 0;
          badIds = length == 8 || length == 0 ? badIds & ~BAD_PARENT_ID : badIds | BAD_PARENT_ID;
          p += length;
        }
        case OtlpField.SPAN_START_TIME -> {
          walker.require(p, 8, end);
          startNano = (long) LONG_LE.get(b, p);
          p += 8;
        }
        case OtlpField.SPAN_END_TIME -> {
          walker.require(p, 8, end);
          endNano = (long) LONG_LE.get(b, p);
          p += 8;
        }
        case OtlpField.SPAN_ATTRIBUTES -> {
          p--;
          do {
            long sized = walker.length(p + 1, end);
            int body = ProtoWalker.position(sized);
            p = body + ProtoWalker.value(sized);
            if (!ProtoWalker.isPlainKeyValue(b, body, p)) {
              walker.keyValue(body, p, ProtoWalker.SPAN_DEPTH + 1);
            }
          } while (p < end && b[p] == OtlpField.SPAN_ATTRIBUTES);
        }
        case OtlpField.SPAN_EVENTS -> {
          long sized = walker.length(p, end);
          int body = ProtoWalker.position(sized);
          p = body + ProtoWalker.value(sized);
          walker.event(body, p);
        }
        case OtlpField.SPAN_LINKS -> {
          long sized = walker.length(p, end);
          int body = ProtoWalker.position(sized);
          p = body + ProtoWalker.value(sized);
          if (!walker.link(body, p)) {
            badIds |= BAD_LINK_ID;
          }
        }
        case OtlpField.SPAN_STATUS -> {
          long sized = walker.length(p, end);
          int body = ProtoWalker.position(sized);
          p = body + ProtoWalker.value(sized);
          if (p - body == 2 && b[body] == OtlpField.STATUS_CODE && b[body + 1] >= 0) {
            status = b[body + 1];
          } else {
            status = walker.status(body, p, status);
          }
        }
        default -> p = walker.skip(tag, p, end, ProtoWalker.SPAN_DEPTH);
      }
    }
    if (badIds != 0 || spanId == 0 || (idHigh | idLow) == 0) {
      index.reject(rejection(badIds, idHigh | idLow, spanId), framed);
    } else {
      int flags = SpanIndex.flags(parentId == 0, status);
      index.addSpan(framed, end - framed, context, flags, idHigh, idLow, startNano, endNano);
    }
  }

  private static boolean startsWithIds(byte[] b, int p) {
    return b[p] == OtlpField.SPAN_TRACE_ID
        && b[p + 1] == 16
        && b[p + 18] == OtlpField.SPAN_SPAN_ID
        && b[p + 19] == 8;
  }

  private static boolean isWithin(int length, int room) {
    return length >= 0 && length <= room;
  }

  private static final int BAD_TRACE_ID = 1;
  private static final int BAD_SPAN_ID = 2;
  private static final int BAD_PARENT_ID = 4;
  private static final int BAD_LINK_ID = 8;

  private static String rejection(int badIds, long traceId, long spanId) {
    if ((badIds & BAD_TRACE_ID) != 0) {
      return "trace_id: wrong length (expected: 16 bytes)";
    }
    if (traceId == 0) {
      return "trace_id: missing or all zero (expected: 16 bytes, not all zero)";
    }
    if ((badIds & BAD_SPAN_ID) != 0) {
      return "span_id: wrong length (expected: 8 bytes)";
    }
    if (spanId == 0) {
      return "span_id: missing or all zero (expected: 8 bytes, not all zero)";
    }
    return (badIds & BAD_PARENT_ID) != 0
        ? "parent_span_id: wrong length (expected: 8 bytes or none)"
        : "links: trace_id or span_id of wrong length (expected: 16 and 8 bytes, or none)";
  }
}
