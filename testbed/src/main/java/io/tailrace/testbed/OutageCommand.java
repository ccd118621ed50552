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
      "Keeps spans at a steady rate with a healthy backend until the JVM is warm, takes the"
          + " backend away, with the queue on disk, then lets it drain.",
      "Memory is the RSS of the process: its highest from the first tenth of the outage to its"
          + " end, compared with what it is after the first tenth. What the JVM takes to get warm"
          + " is printed and does not count.",
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
      names = "--warm-up",
      defaultValue = "1m",
      converter = DurationConverter.class,
      description = "Load before the outage, with the backend up (default: ${DEFAULT-VALUE}).")
  Duration warmUp = Duration.ZERO;

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
      description =
          "How much memory may grow after the first tenth of the outage (default:"
              + " ${DEFAULT-VALUE}).")
  int growthMib;

  @Option(
      names = "--may-refuse",
      description =
          "Refused requests are no failure: for a queue that the outage fills. The trace buffer of"
              + " 64 MiB fills up behind it, which --growth-mib must allow.")
  boolean mayRefuse;

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
      rig.backend().switchTo(true);
      long started = rig.server().rssBytes();
      generator.start();
      Thread.sleep(warmUp);
      long warm = rig.server().rssBytes();
      long before = generator.acceptedSpans();
      rig.backend().switchTo(false);
      Thread.sleep(outage.dividedBy(10));
      long settled = rig.server().rssBytes();
      var seen = watch(rig, outage.minus(outage.dividedBy(10)));
      long grown = Math.max(0, seen.rssBytes() - settled);
      report.line("%,d spans acknowledged during the outage", generator.acceptedSpans() - before);
      report.line(
          "RSS %.0f MiB at the start, %.0f warm, %.0f after a tenth of the outage; then %s",
          started / MIB, warm / MIB, settled / MIB, seen.rss());
      if (mayRefuse) {
        rig.backend().switchTo(true);
      }
      boolean sent = generator.finish(FINISH_LIMIT);
      rig.backend().switchTo(true);
      boolean arrived = rig.awaitArrival(drain);
      report.refusals(generator);
      report.verdict(rig.ledger().verdict());
      boolean passes = report.check(sent, "every request was answered");
      passes &= report.check(mayRefuse || generator.refusals().isEmpty(), "no request was refused");
      passes &= report.check(arrived, "everything that was acknowledged arrived");
      passes &= report.check(grown <= growthMib * MIB, "memory grew by %.1f MiB", grown / MIB);
      double disk = seen.diskBytes() / MIB;
      passes &= report.check(disk <= queueMib, "%.0f MiB on disk at most, of %d", disk, queueMib);
      return passes ? 0 : 1;
    }
  }

  /**
   * The highest of what was seen.
   *
   * @param rss the samples of the memory, as a text
   */
  private record Seen(long rssBytes, long diskBytes, String rss) {}

  private static Seen watch(QueueRig rig, Duration duration) throws InterruptedException {
    try (var memory = new RssSeries(rig.server())) {
      long disk = 0;
      long seconds = Math.max(1, duration.toSeconds());
      for (long i = 0; i < seconds; i++) {
        Thread.sleep(duration.dividedBy(seconds));
        disk = Math.max(disk, rig.storageBytes());
      }
      return new Seen(memory.maxBytes(), disk, memory.toString());
    }
  }
}
