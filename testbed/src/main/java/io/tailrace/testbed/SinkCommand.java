// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.cli.traffic.VerifyingBackend;
import io.tailrace.net.EventLoops;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verifying sink alone, for a generator that runs elsewhere. */
@Command(
    name = "sink",
    mixinStandardHelpOptions = true,
    description = {
      "Receives what a collector keeps and says what is missing.",
      "It takes every trace up to the last one it saw as sent; give it the workload options"
          + " and the run of the generator."
    })
final class SinkCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "4417",
      description = "Where it listens on the loopback interface (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--run",
      defaultValue = "1",
      description = "The number of the generator's run (default: ${DEFAULT-VALUE}).")
  int run;

  @Option(
      names = "--duration",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "How long it receives (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;

  @Option(
      names = "--slow-by",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "Answer late (default: ${DEFAULT-VALUE}).")
  Duration slowBy = Duration.ZERO;

  @Option(
      names = "--fail-after",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "When to begin to answer UNAVAILABLE (default: ${DEFAULT-VALUE}).")
  Duration failAfter = Duration.ZERO;

  @Option(
      names = "--fail-for",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "For how long to answer UNAVAILABLE (default: ${DEFAULT-VALUE}).")
  Duration failFor = Duration.ZERO;

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    var ledger = new TraceLedger(run);
    var faults = new FaultyBackend.Faults(slowBy, failAfter, failFor);
    try (var clock = new SystemClock();
        var eventLoops = new EventLoops(1);
        var sink =
            OtlpServer.start(
                port, eventLoops, new FaultyBackend(new VerifyingBackend(ledger), faults, clock))) {
      report.line("receiving on 127.0.0.1:%d for %d s", sink.port(), duration.toSeconds());
      Thread.sleep(duration);
    }
    expectAllUntilTheLast(ledger);
    report.verdict(ledger.verdict());
    return ledger.verdict().isEveryMustKeepTraceComplete() ? 0 : 1;
  }

  private void expectAllUntilTheLast(TraceLedger ledger) {
    Workload sent = workload.workload(0, 0);
    int all = (1 << sent.spansPerTrace()) - 1;
    long last = ledger.lastSequence();
    for (long sequence = 0; sequence <= last; sequence++) {
      ledger.acknowledge(
          TraceIds.low(run, sent.kind(sequence), sent.spansPerTrace(), sequence), all);
    }
  }
}
