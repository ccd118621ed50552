// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import java.util.ArrayDeque;

/**
 * The spans of a workload in the order in which they go out: trace by trace, cut into requests
 * wherever a request is full; what comes late is put in between when its time has come. Owned by
 * the generator's thread.
 */
final class SpanStream {

  private static final long NORMAL_NANOS = 10_000_000L;
  private static final long SLOW_NANOS = 2_000_000_000L;
  private static final long STEP_NANOS = 100_000L;

  private final Workload workload;
  private final int run;
  private final ArrayDeque<Rest> late = new ArrayDeque<>();

  private long sequence;
  private long low;
  private boolean error;
  private boolean slow;
  private int next;
  private int stop;
  private long startUnixNano;
  private int lateSpans;
  private boolean ended;

  /** The spans of a trace that come late. */
  private record Rest(long low, int from, long startUnixNano, long dueUnixNano) {}

  SpanStream(Workload workload, int run) {
    this.workload = workload;
    this.run = run;
  }

  /** How many spans are left to send; {@link Long#MAX_VALUE} if there is no end. */
  long remainingSpans() {
    int unfinished = stop - next + lateSpans;
    if (ended) {
      return unfinished;
    }
    if (workload.traces() == 0) {
      return Long.MAX_VALUE;
    }
    return (workload.traces() - sequence) * workload.spansPerTrace() + unfinished;
  }

  /** Begins no more traces; those that were begun are finished. */
  void end() {
    ended = true;
  }

  /** Fills the request; at least as many spans must be left as it has room for. */
  void fill(BatchBuffer buffer, long nowUnixNano) {
    buffer.clear();
    while (!buffer.isFull()) {
      if (next == stop) {
        advance(nowUnixNano);
      }
      boolean last = next == workload.spansPerTrace() - 1;
      long start = startUnixNano + next * STEP_NANOS;
      long length = slow && next == 0 ? SLOW_NANOS : NORMAL_NANOS;
      buffer.add(new LoadSpan(low, next, start, start + length, error && last));
      next++;
    }
  }

  private void advance(long nowUnixNano) {
    Rest first = late.peekFirst();
    boolean noneLeft = ended || (workload.traces() > 0 && sequence == workload.traces());
    if (first != null && (noneLeft || first.dueUnixNano <= nowUnixNano)) {
      late.removeFirst();
      resume(first);
    } else {
      begin(nowUnixNano);
    }
  }

  private void resume(Rest rest) {
    low = rest.low;
    startUnixNano = rest.startUnixNano;
    next = rest.from;
    stop = workload.spansPerTrace();
    lateSpans -= stop - next;
    setKind(TraceIds.kind(low));
  }

  private void begin(long nowUnixNano) {
    int spans = workload.spansPerTrace();
    TraceKind kind = workload.kind(sequence);
    low = TraceIds.low(run, kind, spans, sequence);
    startUnixNano = nowUnixNano;
    next = 0;
    stop = spans;
    setKind(kind);
    if (workload.isLate(sequence)) {
      stop = (spans + 1) / 2;
      lateSpans += spans - stop;
      late.addLast(new Rest(low, stop, nowUnixNano, nowUnixNano + workload.lateBy().toNanos()));
    }
    sequence++;
  }

  private void setKind(TraceKind kind) {
    error = kind == TraceKind.ERROR;
    slow = kind == TraceKind.SLOW;
  }
}
