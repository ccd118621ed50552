// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say what the collector under test keeps. */
final class SamplingOptions {

  @Option(
      names = "--decision-wait",
      converter = DurationConverter.class,
      description = "Time from the first span of a trace to its decision.")
  Duration decisionWait = Duration.ofSeconds(5);

  @Option(
      names = "--baseline-percent",
      defaultValue = "10",
      description = "Which part of the normal traces is kept (default: ${DEFAULT-VALUE}).")
  double baselinePercent;

  @Option(
      names = "--buffer-mib",
      description = "The limit of Tailrace's buffer; 0 leaves it to Tailrace.")
  int bufferMib;

  @Option(
      names = "--memory-limit-mib",
      defaultValue = "0",
      description = "Puts a memory_limiter with this limit in front (default: none).")
  int memoryLimitMib;

  /** With the defaults of a scenario for what it cares about. */
  static SamplingOptions withDefaults(Duration decisionWait, int bufferMib) {
    var options = new SamplingOptions();
    options.decisionWait = decisionWait;
    options.bufferMib = bufferMib;
    return options;
  }

  /** The sampling. */
  CollectorYaml.Sampling sampling() {
    return new CollectorYaml.Sampling(decisionWait, baselinePercent, bufferMib, memoryLimitMib);
  }
}
