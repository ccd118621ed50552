// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.util.Map;

/**
 * Writes a request again from some of its spans: contexts and spans byte for byte as they came,
 * framed anew. Sizes first, then one array and one copy.
 */
public final class SpanBatchWriter {

  private SpanBatchWriter() {}

  /** An owned batch with every indexed span; what the scanner rejected is left out. */
  public static SpanBatch write(SpanIndex index) {
    int[] all = all(index);
    return write(index, all, all.length);
  }

  private static int[] all(SpanIndex index) {
    int[] all = new int[index.spanCount()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  /**
   * An owned batch with some of the spans.
   *
   * @param selected indexes of spans, ascending
   * @param count how many elements of {@code selected} are meant
   */
  public static SpanBatch write(SpanIndex index, int[] selected, int count) {
    return write(index, selected, count, Map.of());
  }

  /** An owned batch with every indexed span, some of them with other bytes, framing included. */
  static SpanBatch write(SpanIndex index, Map<Integer, byte[]> changed) {
    int[] all = all(index);
    return write(index, all, all.length, changed);
  }

  private static SpanBatch write(
      SpanIndex index, int[] selected, int count, Map<Integer, byte[]> changed) {
    int contexts = index.contextCount();
    long[] scopeSize = new long[contexts];
    for (int i = 0; i < count; i++) {
      int span = selected[i];
      byte[] other = changed.get(span);
      scopeSize[index.context(span)] += other == null ? index.spanLength(span) : other.length;
    }
    long[] resourceSize = new long[index.resourceCount()];
    for (int c = 0; c < contexts; c++) {
      if (scopeSize[c] > 0) {
        scopeSize[c] += index.scopeLength(c);
        resourceSize[index.contextResource(c)] += OtlpWriter.framedSize(scopeSize[c]);
      }
    }
    long total = 0;
    for (int r = 0; r < resourceSize.length; r++) {
      if (resourceSize[r] > 0) {
        resourceSize[r] += index.resourceLength(r);
        total += OtlpWriter.framedSize(resourceSize[r]);
      }
    }
    byte[] bytes = new byte[Math.toIntExact(total)];
    var out = new OtlpWriter(bytes);
    int open = -1;
    for (int i = 0; i < count; i++) {
      int span = selected[i];
      int c = index.context(span);
      if (c != open) {
        beginContext(index, open, c, scopeSize, resourceSize, out);
        open = c;
      }
      byte[] other = changed.get(span);
      if (other == null) {
        out.raw(index.bytes(), index.spanOffset(span), index.spanLength(span));
      } else {
        out.raw(other, 0, other.length);
      }
    }
    return SpanBatch.owned(bytes, count);
  }

  private static void beginContext(
      SpanIndex index,
      int before,
      int context,
      long[] scopeSize,
      long[] resourceSize,
      OtlpWriter out) {
    byte[] fields = index.contextBytes();
    int r = index.contextResource(context);
    if (before < 0 || index.contextResource(before) != r) {
      out.frame(OtlpField.REQUEST_RESOURCE_SPANS, resourceSize[r]);
      out.raw(fields, index.resourceOffset(r), index.resourceLength(r));
    }
    out.frame(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSize[context]);
    out.raw(fields, index.scopeOffset(context), index.scopeLength(context));
  }
}
