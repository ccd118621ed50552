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

/** What holding undecided traces costs: resident memory per byte of held spans. */
@Command(
    name = "held",
    mixinStandardHelpOptions = true,
    description = {
      "Fills the buffer with traces that are not due, and divides the resident memory by the bytes"
          + " of the spans that are held.",
      "Exit code 1 if it grew by more than --at-most bytes per byte held."
    })
final class HeldCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration REST = Duration.ofSeconds(3);
  private static final String HELD_TRACES = "processor_tail_sampling_sampling_traces_on_memory";
  private static final double MIB = 1 << 20;

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Mixin SamplingOptions sampling = SamplingOptions.withDefaults(Duration.ofMinutes(10), 256);

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--fill",
      defaultValue = "1.1",
      description = "Bytes of spans to send, in limits of the buffer (default: ${DEFAULT-VALUE}).")
  double fill;

  @Option(
      names = "--at-most",
      defaultValue = "1.25",
      description = "The largest growth per byte held that passes (default: ${DEFAULT-VALUE}).")
  double atMost;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    int spanBytes = SpanTemplate.encode(workload.spanBytes, 0).length;
    long traceBytes = (long) spanBytes * workload.spansPerTrace;
    long traces = (long) (sampling.bufferMib * MIB * fill / traceBytes);
    try (var rig =
            new Rig(
                servers.candidate(),
                sampling.sampling(),
                servers.placement(),
                servers.workDirectory);
        var generator = rig.generator(workload.workload(0, traces))) {
      long idle = rig.server().rssBytes();
      generator.start();
      boolean sent = generator.awaitDrained(LIMIT);
      Thread.sleep(REST);
      long full = rig.server().rssBytes();
      MetricsPage metrics = rig.metrics();
      long held = metrics.has(HELD_TRACES) ? (long) metrics.value(HELD_TRACES) : traces;
      report.refusals(generator);
      report.line(
          "%,d traces sent, %,d held: %.1f MiB of spans", traces, held, held * traceBytes / MIB);
      report.line(
          "RSS idle %.0f MiB, full %.0f MiB: %.0f bytes per span",
          idle / MIB, full / MIB, (double) (full - idle) / (held * workload.spansPerTrace));
      double growth = (double) (full - idle) / (held * traceBytes);
      boolean passes = report.check(sent, "every span was taken");
      passes &= report.check(growth <= atMost, "grew by %.3f bytes per byte held", growth);
      return passes ? 0 : 1;
    }
  }
}
