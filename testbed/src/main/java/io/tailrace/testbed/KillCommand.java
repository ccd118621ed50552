// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kill -9}, again and again, with the queue on disk: is anything lost that it had taken? */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the collector at random moments while spans come in and the backend is down, slow or"
          + " healthy by turns. There is no sampling: what is acknowledged is in the queue.",
      "Exit code 1 if something that was acknowledged did not arrive."
    })
final class KillCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofMinutes(2);
  private static final Duration CONNECT_LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 20;

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kills",
      defaultValue = "100",
      description = "How often it is killed (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Spans per second (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--at-most",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description =
          "The longest life of a collector after the first answer (default: ${DEFAULT-VALUE}).")
  Duration atMost = Duration.ZERO;

  @Option(
      names = "--queue-mib",
      defaultValue = "4096",
      description = "What the queue may have on disk (default: ${DEFAULT-VALUE}).")
  long queueMib;

  /**
   * A client's connection comes back in its own time: a collector that is killed before would have
   * had nothing to lose.
   */
  private static void awaitAcknowledged(LoadGenerator generator) throws InterruptedException {
    long before = generator.acceptedSpans();
    for (long i = 0; i < CONNECT_LIMIT.toMillis() / POLL_MILLIS; i++) {
      if (generator.acceptedSpans() > before) {
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new TestbedException("no span was acknowledged within " + CONNECT_LIMIT);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    int spanBytes = SpanTemplate.encode(workload.spanBytes, 0).length;
    try (var rig = new QueueRig(servers, queueMib << 20, true, false);
        var generator = rig.generator(workload.workload(rate, 0))) {
      generator.start();
      for (int kill = 1; kill <= kills; kill++) {
        rig.backend().switchTo(kill % 3 != 0);
        rig.backend().limit(kill % 3 == 1 ? rate * 0.1 * spanBytes : 0);
        awaitAcknowledged(generator);
        Thread.sleep(ThreadLocalRandom.current().nextLong(100, atMost.toMillis() + 1));
        rig.killAndStart();
      }
      rig.backend().switchTo(true);
      rig.backend().limit(0);
      boolean sent = generator.finish(FINISH_LIMIT);
      boolean arrived = rig.awaitArrival(FINISH_LIMIT);
      Verdict verdict = rig.ledger().verdict();
      report.refusals(generator);
      report.verdict(verdict);
      report.line(
          "killed %d times; %,d spans arrived, %,d of them again",
          kills, verdict.receivedSpans(), verdict.duplicateSpans());
      boolean passes = report.check(sent, "every request was taken in the end");
      passes &= report.check(arrived, "everything that was acknowledged arrived");
      return passes ? 0 : 1;
    }
  }
}
