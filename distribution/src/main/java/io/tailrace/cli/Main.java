// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import java.io.PrintWriter;

/** The process: the only place that ends it. */
public final class Main {

  private Main() {}

  /** Runs one command; see {@code tailrace --help}. */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, System.out.charset());
    var err = new PrintWriter(System.err, true, System.err.charset());
    var terminal = new Terminal(out, err, System.getenv(), new ProcessSignals());
    int code = new Tailrace(terminal, Components.catalog()).execute(args);
    out.flush();
    err.flush();
    System.exit(code);
  }
}
