// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.net.EventLoops;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A server that receives requests, copies each into a scratch array and discards it: what receiving
 * costs if nothing is done with what comes.
 */
@Command(
    name = "null-server",
    mixinStandardHelpOptions = true,
    description = "Receives OTLP/gRPC and discards it, until it is stopped.")
final class NullServerCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "4317",
      description = "Where it listens on the loopback interface (default: ${DEFAULT-VALUE}).")
  int port;

  /** This server as a process of its own, run by the JVM that runs the testbed. */
  static Candidate candidate() {
    return new Candidate(
        "null-server",
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Testbed.class.getName(),
            "null-server",
            "--port",
            "{port}"),
        false);
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var eventLoops = new EventLoops(1);
        var _ = OtlpServer.start(port, eventLoops, (_, _) -> RequestHandler.Answer.ACCEPT)) {
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
