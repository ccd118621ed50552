// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.OtlpWriter;
import io.tailrace.otlp.ProtoWriter;
import java.util.Arrays;

/**
 * The spans of one request as OTLP, in the order of the request, and for each the resource and the
 * scope that it belongs to; of equal resources and scopes there is one. Belongs to one thread,
 * which uses it for every request.
 */
final class SpanGroups {

  private static final int LARGE_BYTES = 4 << 20;
  private static final int SMALL_SPANS = 256;
  private static final int NONE = -1;

  /** Resources and scopes by their bytes. */
  private final Contexts resources = new Contexts();

  private final Contexts scopes = new Contexts();

  private byte[] bytes = new byte[64 << 10];
  private int used;
  private int spans;
  private int[] start = new int[SMALL_SPANS];

  /** The next span of the same scope; {@link #NONE} behind the last one. */
  private int[] next = new int[SMALL_SPANS];

  private int[] firstSpan = new int[16];
  private int[] lastSpan = new int[16];
  private long[] scopeBytes = new long[16];

  /** The next scope of the same resource. */
  private int[] nextScope = new int[16];

  private int[] firstScope = new int[16];
  private int[] lastScope = new int[16];

  void clear() {
    if (bytes.length > LARGE_BYTES) {
      bytes = new byte[64 << 10];
      start = new int[SMALL_SPANS];
      next = new int[SMALL_SPANS];
    }
    used = 0;
    spans = 0;
    resources.clear();
    scopes.clear();
  }

  int spans() {
    return spans;
  }

  /**
   * What is held in memory and what the request will take, in bytes.
   *
   * @param more the bytes that come next
   */
  long memoryBytes(int more) {
    return 2L * bytes.length + more + 8L * start.length + resources.bytes() + scopes.bytes();
  }

  /** The index of a resource, the body of a {@code Resource}. */
  int resource(ProtoWriter resource) {
    int i = resources.intern(0, resource);
    if (i == firstScope.length) {
      firstScope = Arrays.copyOf(firstScope, 2 * i);
      lastScope = Arrays.copyOf(lastScope, 2 * i);
    }
    if (resources.isNew()) {
      firstScope[i] = NONE;
    }
    return i;
  }

  /** The index of a scope, the body of an {@code InstrumentationScope}, within a resource. */
  int scope(int resource, ProtoWriter scope) {
    int i = scopes.intern(resource, scope);
    if (!scopes.isNew()) {
      return i;
    }
    if (i == nextScope.length) {
      nextScope = Arrays.copyOf(nextScope, 2 * i);
      firstSpan = Arrays.copyOf(firstSpan, 2 * i);
      lastSpan = Arrays.copyOf(lastSpan, 2 * i);
      scopeBytes = Arrays.copyOf(scopeBytes, 2 * i);
    }
    nextScope[i] = NONE;
    firstSpan[i] = NONE;
    scopeBytes[i] = 0;
    if (firstScope[resource] == NONE) {
      firstScope[resource] = i;
    } else {
      nextScope[lastScope[resource]] = i;
    }
    lastScope[resource] = i;
    return i;
  }

  /** Adds a span: its field of {@code ScopeSpans}, tag and length included. */
  void add(int scope, ProtoWriter span) {
    int count = span.length();
    if (count > bytes.length - used) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(used + (long) count, used * 2L)));
    }
    if (spans == start.length) {
      start = Arrays.copyOf(start, 2 * spans);
      next = Arrays.copyOf(next, 2 * spans);
    }
    span.copyTo(bytes, used);
    start[spans] = used;
    next[spans] = NONE;
    if (firstSpan[scope] == NONE) {
      firstSpan[scope] = spans;
    } else {
      next[lastSpan[scope]] = spans;
    }
    lastSpan[scope] = spans;
    scopeBytes[scope] += count;
    used += count;
    spans++;
  }

  /** The length of the request. */
  int length() {
    long length = 0;
    for (int i = 0; i < resources.size(); i++) {
      length += OtlpWriter.framedSize(resourceSpansBytes(i));
    }
    return Math.toIntExact(length);
  }

  private long resourceSpansBytes(int resource) {
    long length = OtlpWriter.framedSize(resources.length(resource));
    for (int i = firstScope[resource]; i != NONE; i = nextScope[i]) {
      length += OtlpWriter.framedSize(scopeSpansBytes(i));
    }
    return length;
  }

  private long scopeSpansBytes(int scope) {
    return OtlpWriter.framedSize(scopes.length(scope)) + scopeBytes[scope];
  }

  /** Writes the request, an {@code ExportTraceServiceRequest}. */
  void writeTo(OtlpWriter out) {
    for (int resource = 0; resource < resources.size(); resource++) {
      out.frame(OtlpField.REQUEST_RESOURCE_SPANS, resourceSpansBytes(resource));
      out.frame(OtlpField.RESOURCE_SPANS_RESOURCE, resources.length(resource));
      resources.writeTo(resource, out);
      for (int scope = firstScope[resource]; scope != NONE; scope = nextScope[scope]) {
        out.frame(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSpansBytes(scope));
        out.frame(OtlpField.SCOPE_SPANS_SCOPE, scopes.length(scope));
        scopes.writeTo(scope, out);
        writeSpans(scope, out);
      }
    }
  }

  /** Spans that follow each other in the request are one copy. */
  private void writeSpans(int scope, OtlpWriter out) {
    int span = firstSpan[scope];
    while (span != NONE) {
      int last = span;
      while (next[last] == last + 1) {
        last++;
      }
      int end = last + 1 == spans ? used : start[last + 1];
      out.raw(bytes, start[span], end - start[span]);
      span = next[last];
    }
  }
}
