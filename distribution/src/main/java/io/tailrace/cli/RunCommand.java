// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.config.GoDuration;
import io.tailrace.service.ComponentCatalog;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code tailrace run}; a correct command line is read by {@link RunArguments} instead. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = {
      "Runs the collector until SIGTERM or SIGINT.",
      "Traces that are held are then decided, and what is kept is sent. A second",
      "signal ends the process at once."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:a component could not start or stop",
      "2:the command line or the configuration is wrong"
    })
final class RunCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final ComponentCatalog catalog;

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "DURATION",
      defaultValue = "25s",
      converter = DurationConverter.class,
      description = "How long stopping may take, such as 10s. Default: ${DEFAULT-VALUE}")
  private Duration shutdownTimeout = RunArguments.DEFAULT_SHUTDOWN_TIMEOUT;

  RunCommand(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws InterruptedException {
    return new CollectorProcess(terminal, catalog).run(config.sources(), shutdownTimeout);
  }

  /** Reads durations such as {@code 10s}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return GoDuration.parse(value)
          .filter(duration -> !duration.isNegative())
          .orElseThrow(
              () -> new TypeConversionException(value + " (expected: a duration such as 10s)"));
    }
  }
}
