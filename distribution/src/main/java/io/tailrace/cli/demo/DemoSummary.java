// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * How the demo ended.
 *
 * @param errors error traces
 * @param slow slow traces
 * @param normal the others, of which a tenth is kept
 * @param failedRequests requests that the collector refused for good
 */
record DemoSummary(Line errors, Line slow, Line normal, long failedRequests) {

  /**
   * What became of one kind of trace.
   *
   * @param sent traces that the shop sent, acknowledged or not
   * @param complete traces of which every span arrived
   * @param partial traces of which some spans arrived
   */
  record Line(long sent, long complete, long partial) {

    boolean isAllComplete() {
      return sent == complete;
    }
  }

  /** Compares what the shop made with what the backend has. */
  static DemoSummary of(Shop shop, Verdict verdict, long failedRequests) {
    return new DemoSummary(
        line(shop, verdict, TraceKind.ERROR),
        line(shop, verdict, TraceKind.SLOW),
        line(shop, verdict, TraceKind.NORMAL),
        failedRequests);
  }

  private static Line line(Shop shop, Verdict verdict, TraceKind kind) {
    Verdict.Tally tally = verdict.tally(kind);
    return new Line(shop.made(kind), tally.complete(), tally.partial());
  }

  /**
   * 0 if every error and slow trace that was sent arrived complete, and there were some; else 1.
   */
  int exitCode() {
    return isSomethingSent() && errors.isAllComplete() && slow.isAllComplete() ? 0 : 1;
  }

  /** The lines to print. */
  List<String> lines() {
    return List.of(
        format("errors", errors, mark(errors)),
        format("slow", slow, mark(slow)),
        format("others", normal, "a baseline of about 10 %"),
        failedRequests == 0
            ? "no request was refused"
            : failedRequests + " requests were refused for good",
        conclusion());
  }

  private boolean isSomethingSent() {
    return errors.sent() + slow.sent() > 0;
  }

  private String conclusion() {
    if (!isSomethingSent()) {
      return "The shop was open for too short a time: it sent no error and no slow trace.";
    }
    return exitCode() == 0
        ? "Every error and slow trace that was sent arrived complete."
        : "NOT every error and slow trace that was sent arrived complete.";
  }

  private static String mark(Line line) {
    return line.isAllComplete() ? "all of them" : (line.sent() - line.complete()) + " MISSING";
  }

  private static String format(String name, Line line, String remark) {
    return String.format(
        Locale.ROOT,
        "%-7s %,8d sent  %,8d arrived complete  %,5d in part  (%s)",
        name,
        line.sent(),
        line.complete(),
        line.partial(),
        remark);
  }
}
