// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

/**
 * Writes a request again from some of its spans: contexts and spans byte for byte as they came,
 * framed anew. Sizes first, then one array and one copy.
 */
public final class SpanBatchWriter {

  private SpanBatchWriter() {}

  /** An owned batch with every indexed span; what the scanner rejected is left out. */
  public static SpanBatch write(SpanIndex index) {
    int[] all = new int[index.spanCount()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return write(index, all, all.length);
  }

  /**
   * An owned batch with some of the spans.
   *
   * @param selected indexes of spans, ascending
   * @param count how many elements of {@code selected} are meant
   */
  public static SpanBatch write(SpanIndex index, int[] selected, int count) {
    int contexts = index.contextCount();
    long[] scopeSize = new long[contexts];
    for (int i = 0; i < count; i++) {
      scopeSize[index.context(selected[i])] += index.spanLength(selected[i]);
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
    write(index, selected, count, scopeSize, resourceSize, new OtlpWriter(bytes));
    return SpanBatch.owned(bytes, count);
  }

  private static void write(
      SpanIndex index,
      int[] selected,
      int count,
      long[] scopeSize,
      long[] resourceSize,
      OtlpWriter out) {
    byte[] context = index.contextBytes();
    int openResource = -1;
    int openContext = -1;
    for (int i = 0; i < count; i++) {
      int span = selected[i];
      int c = index.context(span);
      if (c != openContext) {
        int r = index.contextResource(c);
        if (r != openResource) {
          out.frame(OtlpField.REQUEST_RESOURCE_SPANS, resourceSize[r]);
          out.raw(context, index.resourceOffset(r), index.resourceLength(r));
          openResource = r;
        }
        out.frame(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSize[c]);
        out.raw(context, index.scopeOffset(c), index.scopeLength(c));
        openContext = c;
      }
      out.raw(index.bytes(), index.spanOffset(span), index.spanLength(span));
    }
  }
}
