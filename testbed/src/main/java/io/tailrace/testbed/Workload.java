// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import java.time.Duration;

/**
 * What the load generator sends.
 *
 * @param batchSpans spans per request
 * @param spanBytes bytes per encoded span, about; framing not included
 * @param spansPerTrace spans per trace
 * @param errorShare share of the traces with an error, in [0, 1]
 * @param slowShare share of the traces that are slow, in [0, 1]; with {@code errorShare} at most 1
 * @param lateShare share of the traces whose last spans come later, in another request
 * @param lateBy how much later
 * @param connections connections
 * @param inFlight requests that wait for their answer, over all connections
 * @param spansPerSecond the rate to keep to; 0 sends as fast as answers come
 * @param traces how many traces to send; 0 sends until told to stop
 */
record Workload(
    int batchSpans,
    int spanBytes,
    int spansPerTrace,
    double errorShare,
    double slowShare,
    double lateShare,
    Duration lateBy,
    int connections,
    int inFlight,
    long spansPerSecond,
    long traces) {

  Workload {
    require(batchSpans >= 1, "batch-spans: " + batchSpans + " (expected: >= 1)");
    require(
        spanBytes >= SpanFormat.MIN_BYTES && spanBytes <= SpanFormat.MAX_BYTES,
        "span-bytes: %d (expected: %d to %d)"
            .formatted(spanBytes, SpanFormat.MIN_BYTES, SpanFormat.MAX_BYTES));
    require(
        spansPerTrace >= 1 && spansPerTrace <= TraceIds.MAX_SPANS,
        "spans-per-trace: " + spansPerTrace + " (expected: 1 to " + TraceIds.MAX_SPANS + ")");
    requireShare("error-share", errorShare);
    requireShare("slow-share", slowShare);
    requireShare("late-share", lateShare);
    require(
        errorShare + slowShare <= 1,
        "error-share + slow-share: " + (errorShare + slowShare) + " (expected: <= 1)");
    require(!lateBy.isNegative(), "late-by: " + lateBy + " (expected: >= 0)");
    require(connections >= 1, "connections: " + connections + " (expected: >= 1)");
    require(inFlight >= 1, "in-flight: " + inFlight + " (expected: >= 1)");
    require(spansPerSecond >= 0, "rate: " + spansPerSecond + " (expected: >= 0)");
    require(traces >= 0, "traces: " + traces + " (expected: >= 0)");
  }

  /** The kind of a trace, by its number. */
  TraceKind kind(long sequence) {
    double fraction = TraceIds.fraction(sequence);
    if (fraction < errorShare) {
      return TraceKind.ERROR;
    }
    return fraction < errorShare + slowShare ? TraceKind.SLOW : TraceKind.NORMAL;
  }

  /** Whether the last spans of a trace come late, by its number; independent of its kind. */
  boolean isLate(long sequence) {
    return spansPerTrace > 1 && TraceIds.fraction(~sequence) < lateShare;
  }

  private static void requireShare(String name, double share) {
    require(share >= 0 && share <= 1, name + ": " + share + " (expected: 0 to 1)");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
