// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Far more than the buffer can hold: is an error lost, and does memory stay where it should? */
@Command(
    name = "overload",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a multiple of what the buffer holds for the decision wait.",
      "Exit code 1 if an error trace was lost, or memory went over buffer and overhead."
    })
final class OverloadCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(60);
  private static final double MIB = 1 << 20;

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Mixin SamplingOptions sampling = SamplingOptions.withDefaults(Duration.ofSeconds(10), 64);
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--times",
      defaultValue = "10",
      description = "The load, in what the buffer holds (default: ${DEFAULT-VALUE}).")
  double times;

  @Option(
      names = "--duration",
      defaultValue = "2m",
      converter = DurationConverter.class,
      description = "How long (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;

  @Option(
      names = "--overhead-mib",
      defaultValue = "256",
      description = "Memory that may be used beside the buffer (default: ${DEFAULT-VALUE}).")
  int overheadMib;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    int spanBytes = SpanTemplate.encode(workload.spanBytes, 0).length;
    double holdable =
        sampling.bufferMib * MIB / spanBytes / (sampling.decisionWait.toMillis() * 1e-3);
    long rate = (long) (times * holdable);
    report.line(
        "a buffer of %d MiB holds %,.0f spans/s for %d s; sending %,d spans/s for %d s",
        sampling.bufferMib,
        holdable,
        sampling.decisionWait.toSeconds(),
        rate,
        duration.toSeconds());
    try (var rig =
            new Rig(
                servers.candidate(),
                sampling.sampling(),
                servers.placement(),
                servers.workDirectory);
        var generator = rig.generator(workload.workload(rate, 0));
        var memory = new RssSeries(rig.server())) {
      generator.start();
      Measurement m = Measurement.of(generator, rig.server(), duration, rig.clock());
      report.measurement(servers.candidate().name(), m);
      boolean sent = generator.finish(FINISH_LIMIT);
      rig.settle(sampling.decisionWait.plus(FINISH_LIMIT));
      report.refusals(generator);
      report.memory(memory, rig.server());
      samplingMetrics(report, rig.metrics());
      return judge(report, rig, sent) ? 0 : 1;
    }
  }

  private boolean judge(Report report, Rig rig, boolean sent) {
    Verdict verdict = rig.ledger().verdict();
    report.verdict(verdict);
    Verdict.Tally errors = verdict.tally(TraceKind.ERROR);
    long peak = rig.server().peakRssBytes();
    boolean passes = report.check(sent, "every request was answered");
    passes &=
        report.check(
            errors.sent() > 0 && errors.complete() == errors.sent(),
            "%,d of %,d error traces arrived complete",
            errors.complete(),
            errors.sent());
    passes &= report.check(verdict.duplicateSpans() == 0, "no span arrived twice");
    passes &=
        report.check(
            peak <= (sampling.bufferMib + (long) overheadMib) * MIB,
            "highest RSS %.0f MiB (limit: buffer %d + overhead %d)",
            peak / MIB,
            sampling.bufferMib,
            overheadMib);
    return passes;
  }

  private static void samplingMetrics(Report report, MetricsPage metrics) {
    for (MetricsPage.Series s : metrics.series()) {
      if (s.name().startsWith("processor_tail_sampling_")
          && s.value() > 0
          && s.name().matches(".*(decisions|early|dropped|refused|undelivered).*")) {
        report.line("%s%s %,.0f", s.name(), s.labels(), s.value());
      }
    }
  }
}
