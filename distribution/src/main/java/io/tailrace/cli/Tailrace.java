// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.service.ComponentCatalog;

/** The command {@code tailrace}: from its arguments to the exit code of the process. */
final class Tailrace {

  private final Terminal terminal;
  private final ComponentCatalog catalog;

  Tailrace(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  /** Runs one command line; returns when the command is done. */
  int execute(String... args) {
    RunArguments run = RunArguments.parse(args);
    return run == null ? new CommandTree(terminal, catalog).execute(args) : run(run);
  }

  private int run(RunArguments arguments) {
    try {
      return new CollectorProcess(terminal, catalog)
          .run(arguments.config(), arguments.shutdownTimeout());
    } catch (Exception e) {
      return Failures.exitCode(e, terminal.err());
    }
  }
}
