// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import java.io.Console;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailrace demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the collector with a small shop that sends it traces and a backend that receives what"
          + " is kept.",
      "Exit code 0 if every error and slow trace that was sent arrived complete, 1 if not."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final DemoCollector.Starter starter;
  private final Map<String, String> environment;

  @Option(names = "--plain", description = "Print lines instead of drawing.")
  boolean plain;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long the shop is open (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--traces-per-second",
      defaultValue = "200",
      description = "How much its customers do (default: ${DEFAULT-VALUE}).")
  int tracesPerSecond;

  @Spec CommandSpec spec = CommandSpec.create();

  /**
   * The command.
   *
   * @param starter starts the collector of the demo
   * @param environment the environment variables: {@code NO_COLOR} and {@code TERM} matter
   */
  public DemoCommand(DemoCollector.Starter starter, Map<String, String> environment) {
    this.starter = starter;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    require(seconds >= 1 && seconds <= 86_400, "--seconds: " + seconds + " (expected: 1 to 86400)");
    require(
        tracesPerSecond >= 20 && tracesPerSecond <= 5_000,
        "--traces-per-second: " + tracesPerSecond + " (expected: 20 to 5000)");
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean draws = !plain && draws(isTerminal, environment);
    var settings =
        new DemoRun.Settings(!draws, Duration.ofSeconds(seconds), tracesPerSecond, PATIENCE);
    return new DemoRun(settings, starter, spec.commandLine().getOut()).run().exitCode();
  }

  /** Whether the place we print to can be drawn on (https://no-color.org; TERM of terminfo). */
  static boolean draws(boolean isTerminal, Map<String, String> environment) {
    return isTerminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
