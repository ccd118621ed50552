// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say with whom the server under test is compared, how often and for how long. */
final class ComparisonOptions {

  @Option(
      names = "--peer",
      paramLabel = "NAME=COMMAND",
      description = "Another collector that is run with the same config; may be given again.")
  List<String> peers = new ArrayList<>();

  @Option(
      names = "--repeat",
      defaultValue = "3",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  int repeat;

  @Option(
      names = "--warm-up",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = {
        "Load before each measurement (default: ${DEFAULT-VALUE}).",
        "On one core a JVM compiles for most of it."
      })
  Duration warmUp = Duration.ZERO;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;
}
