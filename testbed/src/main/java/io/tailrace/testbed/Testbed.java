// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The testbed's command line. */
@Command(
    name = "testbed/run",
    mixinStandardHelpOptions = true,
    description = "Load, a sink that knows what should arrive, and runs that measure a collector.",
    subcommands = {
      GenerateCommand.class,
      SinkCommand.class,
      NullServerCommand.class,
      RatioCommand.class,
      ProtocolsCommand.class,
      TranslateCommand.class,
      FuzzCommand.class,
      HeldCommand.class,
      OverloadCommand.class,
      ContainerCommand.class,
      BurstCommand.class,
      OutageCommand.class,
      SlowBackendCommand.class,
      KillCommand.class
    })
public final class Testbed implements Runnable {

  private final CommandLine commandLine = new CommandLine(this);

  private Testbed() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new Testbed().run(args));
  }

  int run(String... args) {
    return commandLine
        .setExecutionExceptionHandler(
            (e, line, _) -> {
              if (!(e instanceof TestbedException || e instanceof IllegalArgumentException)) {
                throw e;
              }
              line.getErr().println("testbed: " + e.getMessage());
              return CommandLine.ExitCode.USAGE;
            })
        .execute(args);
  }

  @Override
  public void run() {
    commandLine.usage(commandLine.getErr());
  }
}
