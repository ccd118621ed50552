// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A backend that is away for long: does memory stay, is disk bounded, does everything arrive? */
@Command(
    name = "outage",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps spans at a steady rate while the backend is down, with the queue on disk, then lets"
          + " it drain.",
      "Exit code 1 if something that was acknowledged did not arrive, requests were refused,"
          + " memory grew, or the disk's bound was passed."
    })
final class OutageCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(60);
  private static final double MIB = 1 << 20;

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rate",
      defaultValue = "20000",
      description = "Spans per second, all of them kept (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--outage",
      defaultValue = "10m",
      converter = DurationConverter.class,
      description = "How long the backend is down (default: ${DEFAULT-VALUE}).")
  Duration outage = Duration.ZERO;

  @Option(
      names = "--queue-mib",
      defaultValue = "8192",
      description = "What the queue may have on disk (default: ${DEFAULT-VALUE}).")
  long queueMib;

  @Option(
      names = "--growth-mib",
      defaultValue = "32",
      description = "How much memory may grow after the first tenth (default: ${DEFAULT-VALUE}).")
  int growthMib;

  @Option(
      names = "--drain",
      defaultValue = "10m",
      converter = DurationConverter.class,
      description = "How long the queue may take to drain (default: ${DEFAULT-VALUE}).")
  Duration drain = Duration.ZERO;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    try (var rig = new QueueRig(servers, queueMib << 20, true, true);
        var generator = rig.generator(workload.workload(rate, 0))) {
      generator.start();
      Thread.sleep(outage.dividedBy(10));
      long settled = rig.server().rssBytes();
      Thread.sleep(outage.minus(outage.dividedBy(10)));
      long grown = rig.server().rssBytes() - settled;
      long disk = rig.storageBytes();
      report.line(
          "%,d spans acknowledged during the outage, %.0f MiB on disk, RSS %.0f MiB (%+.1f)",
          generator.acceptedSpans(), disk / MIB, rig.server().rssBytes() / MIB, grown / MIB);
      boolean sent = generator.finish(FINISH_LIMIT);
      rig.backend().switchTo(true);
      boolean arrived = rig.awaitArrival(drain);
      report.refusals(generator);
      report.verdict(rig.ledger().verdict());
      boolean passes = report.check(sent, "every request was answered");
      passes &= report.check(generator.refusals().isEmpty(), "no request was refused");
      passes &= report.check(arrived, "everything that was acknowledged arrived");
      passes &= report.check(grown <= growthMib * MIB, "memory grew by %.1f MiB", grown / MIB);
      passes &= report.check(disk <= queueMib * MIB, "%.0f MiB on disk", disk / MIB);
      return passes ? 0 : 1;
    }
  }
}
