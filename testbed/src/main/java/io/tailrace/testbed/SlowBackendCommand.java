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

/** A backend that is too slow: are senders held up, and does what was acknowledged arrive? */
@Command(
    name = "slow-backend",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps more spans than the backend takes, with the queue in memory or on disk.",
      "Exit code 1 if senders were not held up, or something that was acknowledged did not arrive."
    })
final class SlowBackendCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofMinutes(2);
  private static final double MIB = 1 << 20;

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rate",
      defaultValue = "20000",
      description = "Spans per second that are offered (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--backend-share",
      defaultValue = "0.1",
      description = "Which part of that the backend takes (default: ${DEFAULT-VALUE}).")
  double backendShare;

  @Option(
      names = "--duration",
      defaultValue = "5m",
      converter = DurationConverter.class,
      description = "How long (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;

  @Option(
      names = "--queue-mib",
      defaultValue = "16",
      description = "What the queue holds (default: ${DEFAULT-VALUE}).")
  long queueMib;

  @Option(names = "--on-disk", description = "Keep the queue on disk.")
  boolean onDisk;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    int spanBytes = SpanTemplate.encode(workload.spanBytes, 0).length;
    long queueBytes = onDisk ? Math.max(queueMib, 64) << 20 : queueMib << 20;
    try (var rig = new QueueRig(servers, queueBytes, onDisk, true);
        var generator = rig.generator(workload.workload(rate, 0))) {
      rig.backend().limit(rate * backendShare * spanBytes);
      rig.backend().switchTo(true);
      generator.start();
      Thread.sleep(duration);
      report.line(
          "%,d of %,d spans acknowledged, RSS %.0f MiB",
          generator.acceptedSpans(),
          rate * duration.toSeconds(),
          rig.server().peakRssBytes() / MIB);
      rig.backend().limit(0);
      boolean sent = generator.finish(FINISH_LIMIT);
      boolean arrived = rig.awaitArrival(FINISH_LIMIT);
      report.refusals(generator);
      report.verdict(rig.ledger().verdict());
      boolean passes = report.check(sent, "every request was taken in the end");
      passes &= report.check(!generator.refusals().isEmpty(), "senders were held up");
      passes &= report.check(arrived, "everything that was acknowledged arrived");
      return passes ? 0 : 1;
    }
  }
}
