// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Many traces that are kept at the same moment: do all of them get through the sending queue? */
@Command(
    name = "burst",
    mixinStandardHelpOptions = true,
    description = {
      "Sends traces that must all be kept within about a second, so that they are decided within"
          + " a second, and counts what arrives.",
      "Exit code 1 if one is missing."
    })
final class BurstCommand implements Callable<Integer> {

  private static final Duration SEND_LIMIT = Duration.ofSeconds(60);
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Mixin SamplingOptions sampling = SamplingOptions.withDefaults(Duration.ofSeconds(10), 256);
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--traces",
      defaultValue = "50000",
      description = "How many traces (default: ${DEFAULT-VALUE}).")
  long traces;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    workload.errorShare = 1;
    workload.slowShare = 0;
    try (var rig =
            new Rig(
                servers.candidate(),
                sampling.sampling(),
                servers.placement(),
                servers.workDirectory);
        var generator = rig.generator(workload.workload(0, traces))) {
      long start = rig.clock().nanoTime();
      generator.start();
      boolean sent = generator.awaitDrained(SEND_LIMIT);
      report.line("%,d traces sent in %.2f s", traces, (rig.clock().nanoTime() - start) * 1e-9);
      rig.settle(SETTLE_LIMIT);
      report.refusals(generator);
      Verdict verdict = rig.ledger().verdict();
      report.verdict(verdict);
      long complete = verdict.sum(Verdict.Tally::complete);
      boolean passes = report.check(sent, "every request was answered");
      passes &= report.check(complete == traces, "%,d of %,d arrived", complete, traces);
      passes &= report.check(verdict.duplicateSpans() == 0, "no span arrived twice");
      return passes ? 0 : 1;
    }
  }
}
