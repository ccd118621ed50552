// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a batch into batches of a given number of spans. Each span keeps its bytes, its order and
 * the fields of its scope and resource; consecutive spans of one scope stay under one scope.
 */
final class SpanSplitter {

  private final SpanIndex index;

  private SpanSplitter(SpanIndex index) {
    this.index = index;
  }

  /**
   * Cuts a batch, which stays as it is; the caller owns the parts.
   *
   * @param maxSpans the number of spans in each part but the last, which may have fewer
   */
  static List<SpanBatch> split(SpanBatch batch, int maxSpans, ByteArrays arrays) {
    var splitter = new SpanSplitter(batch.index());
    List<SpanBatch> parts = new ArrayList<>();
    int spans = splitter.index.spanCount();
    for (int from = 0; from < spans; from += maxSpans) {
      int to = (int) Math.min(spans, (long) from + maxSpans);
      parts.add(splitter.part(from, to, arrays));
    }
    return parts;
  }

  private SpanBatch part(int from, int to, ByteArrays arrays) {
    int size = 0;
    for (int i = from; i < to; i = resourceEnd(i, to)) {
      size += framed(resourceSize(i, resourceEnd(i, to)));
    }
    var out = new Out(arrays.take(size));
    for (int i = from; i < to; i = resourceEnd(i, to)) {
      writeResource(out, i, resourceEnd(i, to));
    }
    return SpanBatch.pooled(out.bytes, size, to - from, arrays);
  }

  private void writeResource(Out out, int from, int to) {
    out.frame(OtlpField.REQUEST_RESOURCE_SPANS, resourceSize(from, to));
    int resource = index.contextResource(index.context(from));
    out.copy(index.contextBytes(), index.resourceOffset(resource), index.resourceLength(resource));
    for (int i = from; i < to; i = scopeEnd(i, to)) {
      writeScope(out, i, scopeEnd(i, to));
    }
  }

  private void writeScope(Out out, int from, int to) {
    out.frame(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSize(from, to));
    int context = index.context(from);
    out.copy(index.contextBytes(), index.scopeOffset(context), index.scopeLength(context));
    for (int i = from; i < to; i++) {
      out.copy(index.bytes(), index.spanOffset(i), index.spanLength(i));
    }
  }

  private int resourceSize(int from, int to) {
    int size = index.resourceLength(index.contextResource(index.context(from)));
    for (int i = from; i < to; i = scopeEnd(i, to)) {
      size += framed(scopeSize(i, scopeEnd(i, to)));
    }
    return size;
  }

  private int scopeSize(int from, int to) {
    int size = index.scopeLength(index.context(from));
    for (int i = from; i < to; i++) {
      size += index.spanLength(i);
    }
    return size;
  }

  private int resourceEnd(int from, int to) {
    int resource = index.contextResource(index.context(from));
    int end = from + 1;
    while (end < to && index.contextResource(index.context(end)) == resource) {
      end++;
    }
    return end;
  }

  private int scopeEnd(int from, int to) {
    int end = from + 1;
    while (end < to && index.context(end) == index.context(from)) {
      end++;
    }
    return end;
  }

  /** The length of a field with a one-byte tag and {@code size} bytes of content. */
  private static int framed(int size) {
    int varint = (38 - Integer.numberOfLeadingZeros(size | 1)) / 7;
    return 1 + varint + size;
  }

  /** An array that is filled from the front. */
  private static final class Out {

    final byte[] bytes;
    private int at;

    Out(byte[] bytes) {
      this.bytes = bytes;
    }

    void frame(int tag, int size) {
      bytes[at++] = (byte) tag;
      int rest = size;
      while (rest > 0x7F) {
        bytes[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[at++] = (byte) rest;
    }

    void copy(byte[] from, int offset, int length) {
      System.arraycopy(from, offset, bytes, at, length);
      at += length;
    }
  }
}
