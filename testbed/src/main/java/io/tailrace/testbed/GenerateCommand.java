// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.net.EventLoops;
import io.tailrace.time.SystemClock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The load generator alone, for a server that runs elsewhere. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Sends a workload to a server and says how fast it was taken.")
final class GenerateCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(30);

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The server's host (default: ${DEFAULT-VALUE}).")
  String host = "";

  @Option(
      names = "--port",
      defaultValue = "4317",
      description = "The port of the server's receiver (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--protocol",
      defaultValue = "otlp",
      description = "otlp, jaeger-grpc, jaeger-thrift or zipkin-json (default: ${DEFAULT-VALUE}).")
  String protocol = "";

  @Option(
      names = "--run",
      defaultValue = "1",
      description = "The number of the run, 1 to 65535; part of every ID.")
  int run;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Spans per second; 0 for as fast as answers come (default: 0).")
  long rate;

  @Option(
      names = "--warm-up",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "How long it sends before it measures (default: ${DEFAULT-VALUE}).")
  Duration warmUp = Duration.ZERO;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How long it measures (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    var ledger = new TraceLedger(run);
    long self = ProcessHandle.current().pid();
    try (var clock = new SystemClock();
        var loops = new EventLoops(1);
        var generator =
            new LoadGenerator(
                LoadProtocol.of(protocol),
                workload.workload(rate, 0),
                new InetSocketAddress(host, port),
                ledger,
                loops,
                clock)) {
      generator.start();
      Thread.sleep(warmUp);
      long start = clock.nanoTime();
      double cpu = ProcFile.cpuSeconds(self);
      long spans = generator.acceptedSpans();
      Thread.sleep(duration);
      report.measurement(
          "generator",
          new Measurement(
              (clock.nanoTime() - start) * 1e-9,
              generator.acceptedSpans() - spans,
              ProcFile.cpuSeconds(self) - cpu));
      boolean finished = generator.finish(FINISH_LIMIT);
      report.refusals(generator);
      report.line("%,d spans acknowledged", generator.acceptedSpans());
      return finished && generator.failures().isEmpty() ? 0 : 1;
    }
  }
}
