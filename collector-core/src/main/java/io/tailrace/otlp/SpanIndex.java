// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the spans of one request are, and what every rule wants to know of them. Arrays of
 * primitives that grow to the largest request seen and are then used again: scanning a request
 * allocates nothing.
 *
 * <p>Mutable, owned by one thread at a time; overwritten by the next {@link OtlpScanner#scan}.
 *
 * <p>A span belongs to a <em>context</em>: the fields of its {@code ScopeSpans} other than {@code
 * spans}, and of its {@code ResourceSpans} other than {@code scope_spans}, as they stood, framing
 * included. They are copied together into {@link #contextBytes()}, so that a request can be written
 * again from contexts and spans without loss, whatever the order of the fields was.
 */
public final class SpanIndex {

  /** Status code of a span: not set, or 0. */
  public static final int STATUS_UNSET = 0;

  /** Status code of a span: OK. */
  public static final int STATUS_OK = 1;

  /** Status code of a span: ERROR. */
  public static final int STATUS_ERROR = 2;

  /** Any other status code; the enum is open. */
  public static final int STATUS_OTHER = 3;

  private static final int STATUS_MASK = 3;
  private static final int ROOT_BIT = 4;

  final OtlpScanner scanner = new OtlpScanner(this);

  private byte[] bytes = {};
  private int offset;
  private int length;

  private int spanCount;
  private int[] spanOffset = new int[64];
  private int[] spanLength = new int[64];
  private int[] context = new int[64];
  private byte[] flags = new byte[64];
  private long[] traceIdHigh = new long[64];
  private long[] traceIdLow = new long[64];
  private long[] startUnixNano = new long[64];
  private long[] endUnixNano = new long[64];

  private int resourceCount;
  private int[] resourceOffset = new int[4];
  private int[] resourceLength = new int[4];

  private int contextCount;
  private int[] contextResource = new int[8];
  private int[] scopeOffset = new int[8];
  private int[] scopeLength = new int[8];

  private byte[] contextBytes = new byte[2048];
  private int contextBytesUsed;

  private int rejectedSpans;
  private @Nullable String firstRejection;

  void reset(byte[] newBytes, int newOffset, int newLength) {
    bytes = newBytes;
    offset = newOffset;
    length = newLength;
    spanCount = 0;
    resourceCount = 0;
    contextCount = 0;
    contextBytesUsed = 0;
    rejectedSpans = 0;
    firstRejection = null;
  }

  void addSpan(
      int at,
      int framedLength,
      int spanContext,
      int spanFlags,
      long idHigh,
      long idLow,
      long start,
      long end) {
    int i = spanCount;
    if (i == spanOffset.length) {
      growSpans();
    }
    spanOffset[i] = at;
    spanLength[i] = framedLength;
    context[i] = spanContext;
    flags[i] = (byte) spanFlags;
    traceIdHigh[i] = idHigh;
    traceIdLow[i] = idLow;
    startUnixNano[i] = start;
    endUnixNano[i] = end;
    spanCount = i + 1;
  }

  static int flags(boolean root, int statusCode) {
    return (root ? ROOT_BIT : 0)
        | (statusCode >= STATUS_UNSET && statusCode <= STATUS_ERROR ? statusCode : STATUS_OTHER);
  }

  void reject(String reason, int at) {
    rejectedSpans++;
    if (firstRejection == null) {
      firstRejection = reason + " in the span at byte " + (at - offset);
    }
  }

  int beginResource() {
    int i = resourceCount++;
    if (i == resourceOffset.length) {
      resourceOffset = Arrays.copyOf(resourceOffset, i * 2);
      resourceLength = Arrays.copyOf(resourceLength, i * 2);
    }
    resourceOffset[i] = contextBytesUsed;
    return i;
  }

  void endResource(int resource) {
    resourceLength[resource] = contextBytesUsed - resourceOffset[resource];
  }

  int beginContext(int resource) {
    int i = contextCount++;
    if (i == contextResource.length) {
      contextResource = Arrays.copyOf(contextResource, i * 2);
      scopeOffset = Arrays.copyOf(scopeOffset, i * 2);
      scopeLength = Arrays.copyOf(scopeLength, i * 2);
    }
    contextResource[i] = resource;
    scopeOffset[i] = contextBytesUsed;
    return i;
  }

  void endContext(int spanContext) {
    scopeLength[spanContext] = contextBytesUsed - scopeOffset[spanContext];
  }

  void copyContextBytes(int from, int count) {
    int needed = contextBytesUsed + count;
    if (needed > contextBytes.length) {
      contextBytes = Arrays.copyOf(contextBytes, Math.max(needed, contextBytes.length * 2));
    }
    System.arraycopy(bytes, from, contextBytes, contextBytesUsed, count);
    contextBytesUsed = needed;
  }

  private void growSpans() {
    int capacity = spanOffset.length * 2;
    spanOffset = Arrays.copyOf(spanOffset, capacity);
    spanLength = Arrays.copyOf(spanLength, capacity);
    context = Arrays.copyOf(context, capacity);
    flags = Arrays.copyOf(flags, capacity);
    traceIdHigh = Arrays.copyOf(traceIdHigh, capacity);
    traceIdLow = Arrays.copyOf(traceIdLow, capacity);
    startUnixNano = Arrays.copyOf(startUnixNano, capacity);
    endUnixNano = Arrays.copyOf(endUnixNano, capacity);
  }

  /** The array that was scanned. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the request starts in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** The length of the request in bytes. */
  public int length() {
    return length;
  }

  /** The number of valid spans: {@code i} below is in {@code [0, spanCount())}. */
  public int spanCount() {
    return spanCount;
  }

  /** Where span {@code i} starts in {@link #bytes()}: at its tag. */
  public int spanOffset(int i) {
    return spanOffset[i];
  }

  /** The bytes of span {@code i} with tag and length, as {@code ScopeSpans.spans} frames it. */
  public int spanLength(int i) {
    return spanLength[i];
  }

  /** The context of span {@code i}, in {@code [0, contextCount())}. */
  public int context(int i) {
    return context[i];
  }

  /** The status code of span {@code i}, one of the {@code STATUS_} constants. */
  public int statusCode(int i) {
    return flags[i] & STATUS_MASK;
  }

  /** Whether span {@code i} has no parent: {@code parent_span_id} is absent, empty or all zero. */
  public boolean isRoot(int i) {
    return (flags[i] & ROOT_BIT) != 0;
  }

  /** The first eight bytes of the trace ID of span {@code i}, big-endian. */
  public long traceIdHigh(int i) {
    return traceIdHigh[i];
  }

  /** The last eight bytes of the trace ID of span {@code i}, big-endian. */
  public long traceIdLow(int i) {
    return traceIdLow[i];
  }

  /** Start of span {@code i} in nanoseconds since the Unix epoch, unsigned; 0 if absent. */
  public long startUnixNano(int i) {
    return startUnixNano[i];
  }

  /** End of span {@code i} in nanoseconds since the Unix epoch, unsigned; 0 if absent. */
  public long endUnixNano(int i) {
    return endUnixNano[i];
  }

  /** The number of contexts: {@code ScopeSpans} messages. */
  public int contextCount() {
    return contextCount;
  }

  /** The number of {@code ResourceSpans} messages. */
  public int resourceCount() {
    return resourceCount;
  }

  /** The resource of a context, in {@code [0, resourceCount())}. */
  public int contextResource(int c) {
    return contextResource[c];
  }

  /** The array that holds the fields of the contexts. */
  public byte[] contextBytes() {
    return contextBytes;
  }

  /**
   * Where the {@code ResourceSpans} fields of resource {@code r} start in {@link #contextBytes()}.
   */
  public int resourceOffset(int r) {
    return resourceOffset[r];
  }

  /** The length of the {@code ResourceSpans} fields of resource {@code r}, framing included. */
  public int resourceLength(int r) {
    return resourceLength[r];
  }

  /** Where the {@code ScopeSpans} fields of context {@code c} start in {@link #contextBytes()}. */
  public int scopeOffset(int c) {
    return scopeOffset[c];
  }

  /** The length of the {@code ScopeSpans} fields of context {@code c}, framing included. */
  public int scopeLength(int c) {
    return scopeLength[c];
  }

  /** The number of spans that were left out because their IDs are not valid. */
  public int rejectedSpans() {
    return rejectedSpans;
  }

  /** What is wrong with the first rejected span; empty if none was rejected. */
  public String firstRejection() {
    return firstRejection == null ? "" : firstRejection;
  }
}
