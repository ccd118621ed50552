// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a batch into requests of a largest size, by spans. Each span keeps its bytes and its
 * resource and scope; a single span that is larger than the limit makes a request of its own. The
 * batch stays as it is; the caller owns what is made of it.
 */
final class BatchSplitter {

  /** Tags and lengths of a {@code ResourceSpans} and a {@code ScopeSpans}: at most this much. */
  private static final int FRAMING_BYTES = 12;

  private final SpanIndex index;
  private final long maxSize;
  private final Sizer sizer;
  private final ByteArrays arrays;

  private BatchSplitter(SpanIndex index, long maxSize, Sizer sizer, ByteArrays arrays) {
    this.index = index;
    this.maxSize = maxSize;
    this.sizer = sizer;
    this.arrays = arrays;
  }

  /** The batch in pieces of at most {@code maxSize}; the batch itself if it is not larger. */
  static List<SpanBatch> split(SpanBatch batch, long maxSize, Sizer sizer, ByteArrays arrays) {
    if (sizer.sizeOf(batch) <= maxSize) {
      return List.of(batch);
    }
    return new BatchSplitter(batch.index(), maxSize, sizer, arrays).pieces();
  }

  /** A batch of at least two spans, cut in half. */
  static List<SpanBatch> halves(SpanBatch batch, ByteArrays arrays) {
    var splitter = new BatchSplitter(batch.index(), batch.spanCount(), Sizer.ITEMS, arrays);
    int spans = splitter.index.spanCount();
    return List.of(splitter.piece(0, spans / 2), splitter.piece(spans / 2, spans));
  }

  private List<SpanBatch> pieces() {
    var pieces = new ArrayList<SpanBatch>();
    int from = 0;
    while (from < index.spanCount()) {
      int to = sizer == Sizer.BYTES ? endByBytes(from) : endByItems(from);
      pieces.add(piece(from, to));
      from = to;
    }
    return pieces;
  }

  private int endByItems(int from) {
    return (int) Math.min(index.spanCount(), from + maxSize);
  }

  private int endByBytes(int from) {
    long size = 0;
    for (int i = from; i < index.spanCount(); i++) {
      if (i == from || index.context(i) != index.context(i - 1)) {
        size += contextLength(index.context(i)) + FRAMING_BYTES;
      }
      size += index.spanLength(i);
      if (size > maxSize && i > from) {
        return i;
      }
    }
    return index.spanCount();
  }

  private int contextLength(int context) {
    return index.resourceLength(index.contextResource(context)) + index.scopeLength(context);
  }

  private SpanBatch piece(int from, int to) {
    int total = 0;
    for (int i = from; i < to; i = endOfRun(i, to)) {
      int body = resourceSpansLength(i, endOfRun(i, to));
      total += 1 + varintLength(body) + body;
    }
    byte[] out = arrays.take(total);
    int at = 0;
    for (int i = from; i < to; i = endOfRun(i, to)) {
      at = writeRun(i, endOfRun(i, to), out, at);
    }
    return SpanBatch.pooled(out, total, to - from, arrays);
  }

  private int writeRun(int from, int to, byte[] out, int start) {
    int context = index.context(from);
    int resource = index.contextResource(context);
    int at =
        writeTagAndLength(
            OtlpField.REQUEST_RESOURCE_SPANS, resourceSpansLength(from, to), out, start);
    System.arraycopy(
        index.contextBytes(),
        index.resourceOffset(resource),
        out,
        at,
        index.resourceLength(resource));
    at += index.resourceLength(resource);
    at =
        writeTagAndLength(
            OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSpansLength(from, to), out, at);
    System.arraycopy(
        index.contextBytes(), index.scopeOffset(context), out, at, index.scopeLength(context));
    at += index.scopeLength(context);
    for (int i = from; i < to; i++) {
      System.arraycopy(index.bytes(), index.spanOffset(i), out, at, index.spanLength(i));
      at += index.spanLength(i);
    }
    return at;
  }

  private int endOfRun(int from, int to) {
    int i = from + 1;
    while (i < to && index.context(i) == index.context(from)) {
      i++;
    }
    return i;
  }

  private int resourceSpansLength(int from, int to) {
    int inner = scopeSpansLength(from, to);
    int resource = index.contextResource(index.context(from));
    return index.resourceLength(resource) + 1 + varintLength(inner) + inner;
  }

  private int scopeSpansLength(int from, int to) {
    int length = index.scopeLength(index.context(from));
    for (int i = from; i < to; i++) {
      length += index.spanLength(i);
    }
    return length;
  }

  private static int varintLength(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  private static int writeTagAndLength(int tag, int length, byte[] out, int start) {
    int at = start;
    out[at++] = (byte) tag;
    int left = length;
    while (left > 0x7F) {
      out[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    out[at++] = (byte) left;
    return at;
  }
}
