// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.telemetry.log.LoggingProvider;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/** The process: the only place that ends it. */
public final class Main {

  private Main() {}

  /** Runs one command; see {@code tailrace --help}. */
  public static void main(String[] args) {
    // Else SLF4J looks for a provider in every jar. That it was told which, it would say each time.
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LoggingProvider.class.getName());
    System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
    var out = new PrintWriter(System.out, true, System.out.charset());
    var err = new PrintWriter(System.err, true, System.err.charset());
    var terminal = new Terminal(out, err, System.getenv(), new ProcessSignals());
    int code = new Tailrace(terminal, Components.catalog()).execute(args);
    out.flush();
    err.flush();
    System.exit(code);
  }
}
