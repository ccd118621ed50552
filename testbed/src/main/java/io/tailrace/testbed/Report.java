// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.Verdict;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** The plain lines that runs print. */
final class Report {

  private static final double MIB = 1 << 20;

  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  /** One line. */
  void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }

  /** How much was taken and what it cost. */
  void measurement(String name, Measurement m) {
    line(
        "%-14s %,12.0f spans/s %,12.0f spans/CPU-s %8.0f ns/span  CPU %.2f s of %.2f s",
        name,
        m.spansPerSecond(),
        m.spansPerCpuSecond(),
        1e9 / Math.max(1, m.spansPerCpuSecond()),
        m.cpuSeconds(),
        m.seconds());
  }

  /** What the server refused and what failed; nothing if nothing did. */
  void refusals(LoadGenerator generator) {
    counts("refused and sent again", generator.refusals());
    counts("failed for good", generator.failures());
  }

  private void counts(String what, Map<String, Long> counts) {
    counts.forEach((status, count) -> line("%,d requests %s: %s", count, what, status));
  }

  /** What became of the traces. */
  void verdict(Verdict verdict) {
    line(
        "%-8s %12s %12s %10s %12s %12s",
        "traces", "sent", "complete", "partial", "not arrived", "unfinished");
    for (TraceKind kind : TraceKind.values()) {
      Verdict.Tally t = verdict.tally(kind);
      line(
          "%-8s %,12d %,12d %,10d %,12d %,12d",
          kind.label(), t.sent(), t.complete(), t.partial(), t.missing(), t.unfinished());
    }
    line(
        "spans at the backend: %,d, of which duplicates %,d, of other origin %,d",
        verdict.receivedSpans(), verdict.duplicateSpans(), verdict.foreignSpans());
  }

  /** Resident memory: over time and at its highest. */
  void memory(RssSeries series, ServerProcess server) {
    line("RSS over time: %s; highest %.0f MiB", series, server.peakRssBytes() / MIB);
  }

  /** One condition of a run; returns it. */
  boolean check(boolean holds, String format, Object... values) {
    line("%s  %s", holds ? "PASS" : "FAIL", String.format(Locale.ROOT, format, values));
    return holds;
  }
}
