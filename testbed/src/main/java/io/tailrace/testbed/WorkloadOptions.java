// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say what the load generator sends. */
final class WorkloadOptions {

  @Option(names = "--batch-spans", description = "Spans per request (default: ${DEFAULT-VALUE}).")
  int batchSpans = 512;

  @Option(
      names = "--span-bytes",
      description = "Bytes per encoded span, about (default: ${DEFAULT-VALUE}).")
  int spanBytes = 430;

  @Option(
      names = "--spans-per-trace",
      defaultValue = "7",
      description = "Spans per trace, at most 28 (default: ${DEFAULT-VALUE}).")
  int spansPerTrace;

  @Option(
      names = "--error-share",
      defaultValue = "0.02",
      description = "Share of traces with an error (default: ${DEFAULT-VALUE}).")
  double errorShare;

  @Option(
      names = "--slow-share",
      defaultValue = "0.02",
      description = "Share of traces that take 2 s (default: ${DEFAULT-VALUE}).")
  double slowShare;

  @Option(
      names = "--late-share",
      defaultValue = "0",
      description =
          "Share of traces whose last spans come later, in another request"
              + " (default: ${DEFAULT-VALUE}).")
  double lateShare;

  @Option(
      names = "--late-by",
      defaultValue = "200ms",
      converter = DurationConverter.class,
      description = "How much later they come (default: ${DEFAULT-VALUE}).")
  Duration lateBy = Duration.ZERO;

  @Option(names = "--connections", description = "Connections (default: ${DEFAULT-VALUE}).")
  int connections = 1;

  @Option(
      names = "--in-flight",
      defaultValue = "16",
      description = "Requests that wait for their answer (default: ${DEFAULT-VALUE}).")
  int inFlight;

  /** With the defaults of a scenario for what it cares about. */
  static WorkloadOptions withDefaults(int batchSpans, int spanBytes, int connections) {
    var options = new WorkloadOptions();
    options.batchSpans = batchSpans;
    options.spanBytes = spanBytes;
    options.connections = connections;
    return options;
  }

  /**
   * The workload.
   *
   * @param spansPerSecond see {@link Workload}
   * @param traces see {@link Workload}
   */
  Workload workload(long spansPerSecond, long traces) {
    return new Workload(
        batchSpans,
        spanBytes,
        spansPerTrace,
        errorShare,
        slowShare,
        lateShare,
        lateBy,
        connections,
        inFlight,
        spansPerSecond,
        traces);
  }
}
