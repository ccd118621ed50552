// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.OtlpWriter;
import io.tailrace.otlp.SpanBatch;
import java.util.Arrays;

/**
 * Sampled traces on their way out: collected first, then written as one request and freed. Spans
 * leave byte for byte as they came, grouped by resource and scope, so that a context is written
 * once per batch and not once per trace.
 *
 * <p>Two passes over the records: the first adds up lengths, the second copies every record
 * straight to its place, in an array that was used before if there is one. Used under the shard's
 * lock.
 */
public final class SampledTraces {

  private static final int NONE = -1;

  private final TraceBuffer buffer;
  private final ByteArrays arrays;
  private final RecordCursor cursor;
  private final byte[] inlineHead = new byte[TraceLayout.INLINE_HEAD];

  private int[] traces = new int[256];
  private int count;
  private long spanBytes;

  /** Per context: bytes of its spans in the first pass, where the next span goes in the second. */
  private int[] contextBytes = new int[16];

  private int[] nextContext = new int[16];

  /** Per resource: its first context in this batch, and the bytes of its message. */
  private int[] firstContext = new int[16];

  private long[] resourceBytes = new long[16];
  private int[] resources = new int[16];
  private int resourceCount;
  private long inlineBytes;

  SampledTraces(TraceBuffer buffer, ByteArrays arrays) {
    this.buffer = buffer;
    this.arrays = arrays;
    cursor = new RecordCursor(buffer.heads(), buffer.slab());
    Arrays.fill(firstContext, NONE);
  }

  /** Adds a trace; it stays in the buffer, and may grow, until {@link #writeAndFree}. */
  public void add(int trace) {
    if (count == traces.length) {
      traces = Arrays.copyOf(traces, count * 2);
    }
    traces[count++] = trace;
    spanBytes += buffer.spanBytes(trace);
  }

  /** The number of traces collected. */
  public int count() {
    return count;
  }

  /** The bytes of their spans when they were added. */
  public long spanBytes() {
    return spanBytes;
  }

  /**
   * Writes the collected traces as one pooled batch, which the caller owns, frees them and starts
   * anew.
   *
   * @throws ArithmeticException if they make more than 2 GiB; callers stop far below
   */
  public SpanBatch writeAndFree() {
    long total = addUp();
    int length = Math.toIntExact(total);
    byte[] bytes = arrays.take(length);
    var out = new OtlpWriter(bytes);
    writeContexts(out);
    copyRecords(bytes, out);
    int spans = 0;
    for (int i = 0; i < count; i++) {
      spans += buffer.spans(traces[i]);
      buffer.free(traces[i]);
    }
    var batch = SpanBatch.pooled(bytes, length, spans, arrays);
    reset();
    return batch;
  }

  private void reset() {
    for (int i = 0; i < resourceCount; i++) {
      int r = resources[i];
      for (int c = firstContext[r]; c != NONE; c = nextContext[c]) {
        contextBytes[c] = 0;
      }
      firstContext[r] = NONE;
      resourceBytes[r] = 0;
    }
    resourceCount = 0;
    inlineBytes = 0;
    count = 0;
    spanBytes = 0;
  }

  /** Adds up the bytes of every message; returns those of the request. */
  private long addUp() {
    ensureTables();
    for (int i = 0; i < count; i++) {
      cursor.start(traces[i]);
      while (cursor.next()) {
        int context = cursor.context();
        if (context >= 0) {
          addUp(context, cursor.remaining());
          cursor.skipBody();
        } else {
          addUpInline();
        }
      }
    }
    long total = inlineBytes;
    for (int i = 0; i < resourceCount; i++) {
      int r = resources[i];
      long bytes = buffer.contexts().resourceFields(r).length;
      for (int c = firstContext[r]; c != NONE; c = nextContext[c]) {
        bytes += OtlpWriter.framedSize(scopeBytes(c));
      }
      resourceBytes[r] = bytes;
      total += OtlpWriter.framedSize(bytes);
    }
    return total;
  }

  private long scopeBytes(int context) {
    return (long) buffer.contexts().scopeFields(context).length + contextBytes[context];
  }

  private void addUp(int context, int bytes) {
    if (contextBytes[context] == 0) {
      int r = buffer.contexts().resource(context);
      if (firstContext[r] == NONE) {
        if (resourceCount == resources.length) {
          resources = Arrays.copyOf(resources, resourceCount * 2);
        }
        resources[resourceCount++] = r;
      }
      nextContext[context] = firstContext[r];
      firstContext[r] = context;
    }
    contextBytes[context] += bytes;
  }

  private void addUpInline() {
    int body = cursor.remaining();
    cursor.read(inlineHead, 0, inlineHead.length);
    cursor.skipBody();
    int resource = inlineResourceLength();
    int scope = body - TraceLayout.INLINE_HEAD - resource;
    inlineBytes += OtlpWriter.framedSize(resource + OtlpWriter.framedSize(scope));
  }

  private int inlineResourceLength() {
    int value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | (inlineHead[i] & 0xFF);
    }
    return value;
  }

  /** Writes all framing and contexts, and leaves gaps for the spans. */
  private void writeContexts(OtlpWriter out) {
    ContextTable table = buffer.contexts();
    for (int i = 0; i < resourceCount; i++) {
      int r = resources[i];
      byte[] resource = table.resourceFields(r);
      out.frame(OtlpField.REQUEST_RESOURCE_SPANS, resourceBytes[r]);
      out.raw(resource, 0, resource.length);
      for (int c = firstContext[r]; c != NONE; c = nextContext[c]) {
        byte[] scope = table.scopeFields(c);
        out.frame(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeBytes(c));
        out.raw(scope, 0, scope.length);
        contextBytes[c] = out.skip(contextBytes[c]);
      }
    }
  }

  private void copyRecords(byte[] bytes, OtlpWriter out) {
    for (int i = 0; i < count; i++) {
      cursor.start(traces[i]);
      while (cursor.next()) {
        int context = cursor.context();
        int length = cursor.remaining();
        if (context >= 0) {
          cursor.read(bytes, contextBytes[context], length);
          contextBytes[context] += length;
        } else {
          copyInline(bytes, out);
        }
      }
    }
  }

  private void copyInline(byte[] bytes, OtlpWriter out) {
    int body = cursor.remaining();
    cursor.read(inlineHead, 0, inlineHead.length);
    int resource = inlineResourceLength();
    int scope = body - TraceLayout.INLINE_HEAD - resource;
    out.frame(OtlpField.REQUEST_RESOURCE_SPANS, resource + OtlpWriter.framedSize(scope));
    cursor.read(bytes, out.skip(resource), resource);
    out.frame(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scope);
    cursor.read(bytes, out.skip(scope), scope);
  }

  private void ensureTables() {
    int contexts = buffer.contexts().size();
    if (contexts > contextBytes.length) {
      int capacity = Math.max(contexts, contextBytes.length * 2);
      contextBytes = Arrays.copyOf(contextBytes, capacity);
      nextContext = Arrays.copyOf(nextContext, capacity);
    }
    int known = buffer.contexts().resourceCount();
    if (known > firstContext.length) {
      int before = firstContext.length;
      int capacity = Math.max(known, before * 2);
      firstContext = Arrays.copyOf(firstContext, capacity);
      resourceBytes = Arrays.copyOf(resourceBytes, capacity);
      Arrays.fill(firstContext, before, capacity, NONE);
    }
  }
}
