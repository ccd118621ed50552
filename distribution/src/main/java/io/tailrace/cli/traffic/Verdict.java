// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What became of the traces of a run.
 *
 * @param byKind one tally per kind
 * @param receivedSpans spans that arrived, duplicates and foreign ones included
 * @param duplicateSpans spans that arrived more than once, counted from the second time on
 * @param foreignSpans spans that arrived and do not belong to the run
 */
public record Verdict(
    Map<TraceKind, Tally> byKind, long receivedSpans, long duplicateSpans, long foreignSpans) {

  public Verdict {
    byKind = Map.copyOf(byKind);
  }

  /**
   * What became of the traces of one kind.
   *
   * @param sent traces of which every span was acknowledged: {@code complete + partial + missing}
   * @param unfinished traces of which some span was never acknowledged; not judged
   * @param complete traces of which every span arrived
   * @param partial traces of which some spans arrived and some did not
   * @param missing traces of which nothing arrived
   */
  public record Tally(long sent, long unfinished, long complete, long partial, long missing) {}

  /** The tally of a kind. */
  public Tally tally(TraceKind kind) {
    Tally tally = byKind.get(kind);
    return tally == null ? new Tally(0, 0, 0, 0, 0) : tally;
  }

  /** A figure summed over all kinds. */
  public long sum(ToLongFunction<Tally> figure) {
    return byKind.values().stream().mapToLong(figure).sum();
  }

  /** Whether every error and slow trace that was sent arrived complete. */
  public boolean isEveryMustKeepTraceComplete() {
    Tally errors = tally(TraceKind.ERROR);
    Tally slow = tally(TraceKind.SLOW);
    return errors.complete() == errors.sent() && slow.complete() == slow.sent();
  }
}
