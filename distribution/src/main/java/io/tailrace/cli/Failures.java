// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.component.ComponentException;
import io.tailrace.config.ConfigException;
import java.io.PrintWriter;

/** Turns what went wrong into a message and an exit code; only faults get a stack trace. */
final class Failures {

  private Failures() {}

  /**
   * Prints the message of a failed command.
   *
   * @return the exit code
   */
  static int exitCode(Exception e, PrintWriter err) {
    return switch (e) {
      case ConfigException config -> {
        err.println(config.getMessage());
        yield ExitCode.USAGE;
      }
      case ComponentException component -> {
        err.println("tailrace: " + component.getMessage());
        yield ExitCode.FAILURE;
      }
      default -> {
        err.println("tailrace: a fault of the program, please report it");
        e.printStackTrace(err);
        yield ExitCode.FAILURE;
      }
    };
  }
}
