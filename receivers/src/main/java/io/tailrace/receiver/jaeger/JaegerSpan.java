// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import java.util.Arrays;

/**
 * A span as Jaeger has it, in flat tables that point into the bytes of the request. Used again for
 * every span; belongs to one thread.
 */
final class JaegerSpan {

  static final int CHILD_OF = 0;
  static final int FOLLOWS_FROM = 1;

  private static final int SAMPLED = 1;

  /** The tags of the span. */
  final Tags tags = new Tags();

  /** The fields of its logs, those of one log after those of another. */
  final Tags fields = new Tags();

  /** Whether any field is there that is not its default: a span without is none. */
  boolean isBlank;

  /** Whether trace ID and span ID have the right length, if they are there. */
  boolean hasWholeIds;

  long traceIdHigh;
  long traceIdLow;
  long spanId;

  /** What Thrift says about the parent; 0 if it does not. */
  long statedParent;

  int nameStart;
  int nameEnd;
  int flags;
  long startNanos;
  long endNanos;

  /** The span's own process as {@code [processStart, processEnd)}; -1 if it has none. */
  int processStart;

  int processEnd;

  /** How many times (of start, duration, logs) were beyond what can be, and became 0. */
  int impossibleTimes;

  int references;
  int brokenReferences;
  private int[] referenceType = new int[8];
  private long[] referenceHigh = new long[8];
  private long[] referenceLow = new long[8];
  private long[] referenceSpan = new long[8];

  int logs;
  private long[] logNanos = new long[8];
  private int[] logFirst = new int[8];
  private int[] logEnd = new int[8];

  private boolean tooMany;

  /** Begins anew, with strings in {@code source}. */
  void reset(byte[] source) {
    tags.reset(source);
    fields.reset(source);
    isBlank = true;
    hasWholeIds = true;
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    statedParent = 0;
    nameStart = 0;
    nameEnd = 0;
    flags = 0;
    startNanos = 0;
    endNanos = 0;
    processStart = -1;
    processEnd = -1;
    impossibleTimes = 0;
    references = 0;
    brokenReferences = 0;
    logs = 0;
    tooMany = false;
  }

  /** Whether there are more tags, references or logs than a span can have. */
  boolean isTooLarge() {
    return tooMany || tags.tooMany() || fields.tooMany();
  }

  boolean isSampled() {
    return (flags & SAMPLED) != 0;
  }

  void addReference(int type, long traceHigh, long traceLow, long span) {
    if (references == referenceType.length) {
      if (references >= Tags.MAX) {
        tooMany = true;
        return;
      }
      int capacity = references * 2;
      referenceType = Arrays.copyOf(referenceType, capacity);
      referenceHigh = Arrays.copyOf(referenceHigh, capacity);
      referenceLow = Arrays.copyOf(referenceLow, capacity);
      referenceSpan = Arrays.copyOf(referenceSpan, capacity);
    }
    referenceType[references] = type;
    referenceHigh[references] = traceHigh;
    referenceLow[references] = traceLow;
    referenceSpan[references++] = span;
  }

  int referenceType(int i) {
    return referenceType[i];
  }

  long referenceHigh(int i) {
    return referenceHigh[i];
  }

  long referenceLow(int i) {
    return referenceLow[i];
  }

  long referenceSpan(int i) {
    return referenceSpan[i];
  }

  /**
   * Adds a log whose fields are the last ones of {@link #fields}.
   *
   * @param firstField the first of them
   */
  void addLog(long nanos, int firstField) {
    if (logs == logNanos.length) {
      if (logs >= Tags.MAX) {
        tooMany = true;
        return;
      }
      int capacity = logs * 2;
      logNanos = Arrays.copyOf(logNanos, capacity);
      logFirst = Arrays.copyOf(logFirst, capacity);
      logEnd = Arrays.copyOf(logEnd, capacity);
    }
    logNanos[logs] = nanos;
    logFirst[logs] = firstField;
    logEnd[logs++] = fields.count();
  }

  long logNanos(int i) {
    return logNanos[i];
  }

  int logFirst(int i) {
    return logFirst[i];
  }

  int logEnd(int i) {
    return logEnd[i];
  }

  /**
   * The span ID of the parent, 0 for none: what is stated, else the first CHILD_OF reference within
   * the trace, else the first FOLLOWS_FROM reference within it (source: {@code Span.ParentSpanID}
   * of jaeger-idl).
   */
  long parent() {
    if (statedParent != 0) {
      return statedParent;
    }
    long followed = 0;
    boolean follows = false;
    for (int i = 0; i < references; i++) {
      if (referenceHigh[i] == traceIdHigh && referenceLow[i] == traceIdLow) {
        if (referenceType[i] == CHILD_OF) {
          return referenceSpan[i];
        }
        if (!follows && referenceType[i] == FOLLOWS_FROM) {
          follows = true;
          followed = referenceSpan[i];
        }
      }
    }
    return followed;
  }
}
