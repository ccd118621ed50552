// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** The options that say which server is put under test and where it runs. */
final class ServerOptions {

  private static final int FREE = -1;

  @Option(
      names = "--server",
      paramLabel = "[NAME=]COMMAND",
      defaultValue = "tailrace=./tailrace run --config {config}",
      description = "The server under test (default: ${DEFAULT-VALUE}).")
  String server = "";

  @Option(
      names = "--server-cpu",
      defaultValue = "0",
      description = "The core of the server (default: ${DEFAULT-VALUE}).")
  int serverCpu;

  @Option(
      names = "--load-cpu",
      defaultValue = "1",
      description = "The core of generator and sink (default: ${DEFAULT-VALUE}).")
  int loadCpu;

  @Option(names = "--no-pin", description = "Leave every process on all cores.")
  boolean noPin;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Environment of the server under test.")
  Map<String, String> environment = new LinkedHashMap<>();

  @Option(
      names = "--work-dir",
      defaultValue = "target/testbed",
      description = "Where configs and logs go (default: ${DEFAULT-VALUE}).")
  Path workDirectory = Path.of("");

  /** The server under test. */
  Candidate candidate() {
    return Candidate.parse(server, "server");
  }

  /** Where it runs. */
  ServerProcess.Placement placement() {
    return new ServerProcess.Placement(noPin ? FREE : serverCpu, environment);
  }

  /** Moves the testbed itself, every thread of it, to the core of generator and sink. */
  void pinSelf() throws IOException, InterruptedException {
    if (noPin) {
      return;
    }
    String self = String.valueOf(ProcessHandle.current().pid());
    var command = List.of("taskset", "-a", "-c", "-p", String.valueOf(loadCpu), self);
    Process taskset =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!taskset.waitFor(10, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
      throw new TestbedException(
          "load-cpu: " + loadCpu + " (expected: a core of this machine; or --no-pin)");
    }
  }
}
