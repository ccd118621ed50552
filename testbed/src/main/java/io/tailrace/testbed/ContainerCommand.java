// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A small container and a steady rate: does it take everything and decide nothing early? */
@Command(
    name = "container",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the server in a memory cgroup and sends it a steady rate of spans.",
      "Where cgroups may not be made it says so and only watches the memory.",
      "Exit code 1 if requests were refused, traces were decided early, or memory went over."
    })
final class ContainerCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(60);
  private static final double MIB = 1 << 20;
  private static final double RATE_TOLERANCE = 0.98;

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Mixin SamplingOptions sampling = SamplingOptions.withDefaults(Duration.ofSeconds(30), 0);
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--memory-mib",
      defaultValue = "512",
      description = "The container's memory (default: ${DEFAULT-VALUE}).")
  int memoryMib;

  @Option(
      names = "--rate",
      defaultValue = "25000",
      description = "Spans per second (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--duration",
      defaultValue = "90s",
      converter = DurationConverter.class,
      description = "How long (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    Optional<MemoryCgroup> cgroup = MemoryCgroup.create((long) memoryMib << 20);
    report.line(
        "%s",
        cgroup.isPresent()
            ? "memory cgroup of " + memoryMib + " MiB: " + cgroup.get()
            : "no memory cgroup may be made here: memory is watched, not limited");
    try {
      Candidate candidate = servers.candidate();
      return run(report, cgroup.map(c -> c.around(candidate)).orElse(candidate)) ? 0 : 1;
    } finally {
      cgroup.ifPresent(MemoryCgroup::close);
    }
  }

  private boolean run(Report report, Candidate candidate) throws IOException, InterruptedException {
    try (var rig =
            new Rig(candidate, sampling.sampling(), servers.placement(), servers.workDirectory);
        var generator = rig.generator(workload.workload(rate, 0));
        var memory = new RssSeries(rig.server())) {
      generator.start();
      Measurement m = Measurement.of(generator, rig.server(), duration, rig.clock());
      report.measurement(candidate.name(), m);
      long early =
          (long) rig.metrics().value("processor_tail_sampling_decisions", "reason=\"evicted\"");
      boolean sent = generator.finish(FINISH_LIMIT);
      rig.settle(sampling.decisionWait.plus(FINISH_LIMIT));
      report.refusals(generator);
      report.memory(memory, rig.server());
      report.verdict(rig.ledger().verdict());
      boolean passes = report.check(sent && rig.server().isAlive(), "every request was answered");
      passes &= report.check(generator.refusals().isEmpty(), "no request was refused");
      passes &= report.check(early == 0, "%,d traces were decided early", early);
      passes &=
          report.check(
              m.spansPerSecond() >= rate * RATE_TOLERANCE,
              "%,.0f of %,d spans/s were taken",
              m.spansPerSecond(),
              rate);
      passes &=
          report.check(
              rig.server().peakRssBytes() <= memoryMib * MIB,
              "highest RSS %.0f MiB of %d",
              rig.server().peakRssBytes() / MIB,
              memoryMib);
      passes &=
          report.check(
              rig.ledger().verdict().isEveryMustKeepTraceComplete(),
              "every error and slow trace arrived complete");
      return passes;
    }
  }
}
