// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was acknowledged and what arrived, of every trace of one run: eight bytes per trace.
 * Thread-safe and without locks.
 *
 * <pre>
 *  63 62  61 60     56 55          28 27             0
 * +------+------------+--------------+----------------+
 * | kind |  spans-1   | received:28  | acknowledged:28|
 * +------+------------+--------------+----------------+
 * </pre>
 */
public final class TraceLedger {

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int CHUNK_BITS = 16;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int CHUNKS = 1 << 14;
  private static final int RECEIVED_SHIFT = TraceIds.MAX_SPANS;
  private static final int SPANS_SHIFT = 56;
  private static final int KIND_SHIFT = 61;
  private static final long MASK = (1L << TraceIds.MAX_SPANS) - 1;

  private final int run;
  private final AtomicReferenceArray<long[]> chunks = new AtomicReferenceArray<>(CHUNKS);
  private final LongAdder received = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder foreign = new LongAdder();

  /**
   * An empty ledger.
   *
   * @param run the run whose traces it knows, in [1, {@link TraceIds#MAX_RUN}]
   */
  public TraceLedger(int run) {
    if (run < 1 || run > TraceIds.MAX_RUN) {
      throw new IllegalArgumentException(
          "run: " + run + " (expected: 1 to " + TraceIds.MAX_RUN + ")");
    }
    this.run = run;
  }

  /** The run whose traces this ledger knows. */
  public int run() {
    return run;
  }

  /**
   * Notes that the collector has accepted spans.
   *
   * @param low the last eight bytes of the trace ID
   * @param spans bit {@code n} stands for span {@code n}
   */
  public void acknowledge(long low, int spans) {
    or(low, spans);
  }

  /** Notes that a span has arrived at the backend. */
  public void receive(long high, long low, long spanId) {
    received.increment();
    long n = TraceIds.isOfRun(run, high, low) ? TraceIds.spanNumber(low, spanId) : -1;
    if (n < 0 || n >= TraceIds.spans(low)) {
      foreign.increment();
      return;
    }
    long bit = 1L << (RECEIVED_SHIFT + n);
    if ((or(low, bit) & bit) != 0) {
      duplicates.increment();
    }
  }

  /** The number of spans that have arrived, duplicates included. */
  public long receivedSpans() {
    return received.sum();
  }

  /** The highest number of a trace that it has heard of; -1 if there is none. */
  public long lastSequence() {
    for (int c = CHUNKS - 1; c >= 0; c--) {
      long[] chunk = chunks.get(c);
      for (int i = CHUNK - 1; chunk != null && i >= 0; i--) {
        if ((long) WORD.getVolatile(chunk, i) != 0) {
          return ((long) c << CHUNK_BITS) + i;
        }
      }
    }
    return -1;
  }

  /** Compares what was acknowledged with what has arrived until now. */
  public Verdict verdict() {
    TraceKind[] kinds = TraceKind.values();
    var tallies = new TallyBuilder[kinds.length];
    Arrays.setAll(tallies, _ -> new TallyBuilder());
    for (int c = 0; c < CHUNKS; c++) {
      long[] chunk = chunks.get(c);
      if (chunk == null) {
        continue;
      }
      for (int i = 0; i < CHUNK; i++) {
        long word = (long) WORD.getVolatile(chunk, i);
        if ((word & MASK) != 0 || (word >>> RECEIVED_SHIFT & MASK) != 0) {
          tallies[(int) (word >>> KIND_SHIFT)].add(word);
        }
      }
    }
    var byKind = new EnumMap<TraceKind, Verdict.Tally>(TraceKind.class);
    for (TraceKind kind : kinds) {
      byKind.put(kind, tallies[kind.ordinal()].build());
    }
    return new Verdict(byKind, received.sum(), duplicates.sum(), foreign.sum());
  }

  private long or(long low, long bits) {
    long sequence = TraceIds.sequence(low);
    long identity =
        ((long) TraceIds.kind(low).ordinal() << KIND_SHIFT)
            | ((long) (TraceIds.spans(low) - 1) << SPANS_SHIFT);
    return (long)
        WORD.getAndBitwiseOr(chunk(sequence), (int) sequence & (CHUNK - 1), identity | bits);
  }

  private long[] chunk(long sequence) {
    long c = sequence >>> CHUNK_BITS;
    if (c >= CHUNKS) {
      throw new IllegalStateException(
          "trace sequence: " + sequence + " (expected: < " + ((long) CHUNKS << CHUNK_BITS) + ")");
    }
    long[] chunk = chunks.get((int) c);
    if (chunk != null) {
      return chunk;
    }
    var fresh = new long[CHUNK];
    long[] winner = chunks.compareAndExchange((int) c, null, fresh);
    return winner == null ? fresh : winner;
  }

  private static final class TallyBuilder {

    private long sent;
    private long unfinished;
    private long complete;
    private long partial;
    private long missing;

    void add(long word) {
      int spans = ((int) (word >>> SPANS_SHIFT) & 31) + 1;
      long all = (1L << spans) - 1;
      long acknowledged = word & MASK;
      long arrived = word >>> RECEIVED_SHIFT & MASK;
      if (acknowledged != all) {
        unfinished++;
        return;
      }
      sent++;
      if (arrived == all) {
        complete++;
      } else if (arrived == 0) {
        missing++;
      } else {
        partial++;
      }
    }

    Verdict.Tally build() {
      return new Verdict.Tally(sent, unfinished, complete, partial, missing);
    }
  }
}
