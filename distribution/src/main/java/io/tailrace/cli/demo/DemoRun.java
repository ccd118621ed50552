// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.cli.traffic.Verdict;
import io.tailrace.cli.traffic.VerifyingBackend;
import io.tailrace.net.EventLoops;
import io.tailrace.time.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** One demo from start to summary. */
final class DemoRun {

  private static final Duration LIVE_INTERVAL = Duration.ofMillis(200);
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(1);

  private final Settings settings;
  private final DemoCollector.Starter starter;
  private final PrintWriter out;

  /**
   * How the demo runs.
   *
   * @param plain whether to print lines instead of drawing
   * @param open how long the shop is open
   * @param tracesPerSecond how much its customers do
   * @param patience how much longer than it should take the last traces are waited for
   */
  record Settings(boolean plain, Duration open, int tracesPerSecond, Duration patience) {}

  DemoRun(Settings settings, DemoCollector.Starter starter, PrintWriter out) {
    this.settings = settings;
    this.starter = starter;
    this.out = out;
  }

  /** Runs it and prints the summary. */
  DemoSummary run() throws InterruptedException {
    var ledger = new TraceLedger(1 + ThreadLocalRandom.current().nextInt(TraceIds.MAX_RUN));
    var shop = new Shop(ledger.run());
    try (var clock = new SystemClock();
        var eventLoops = new EventLoops(1);
        var backend = OtlpServer.start(0, eventLoops, new VerifyingBackend(ledger))) {
      int port = freePort();
      String yaml = DemoConfig.yaml(port, backend.port());
      out.println("The collector runs this config:\n");
      out.println(yaml.indent(2));
      var collectorAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      long failedRequests;
      try (DemoCollector collector = starter.start(yaml);
          var traffic =
              new DemoTraffic(
                  shop, ledger, collectorAddress, settings.tracesPerSecond(), eventLoops, clock)) {
        watch(new Watched(shop, ledger, traffic, collector, clock));
        failedRequests = traffic.failedRequests();
      }
      var summary = DemoSummary.of(shop, ledger.verdict(), failedRequests);
      out.println();
      summary.lines().forEach(out::println);
      out.flush();
      return summary;
    }
  }

  /** The parts of a running demo. */
  private record Watched(
      Shop shop,
      TraceLedger ledger,
      DemoTraffic traffic,
      DemoCollector collector,
      SystemClock clock) {

    DemoSnapshot snapshot(long seconds, boolean closing) {
      return DemoSnapshot.of(
          seconds, closing, traffic.sentSpans(), ledger.receivedSpans(), collector.metrics());
    }

    boolean isEverythingHere() {
      Verdict verdict = ledger.verdict();
      return traffic.isDone()
          && verdict.tally(TraceKind.ERROR).complete() == shop.made(TraceKind.ERROR)
          && verdict.tally(TraceKind.SLOW).complete() == shop.made(TraceKind.SLOW);
    }
  }

  private void watch(Watched demo) throws InterruptedException {
    Duration interval = settings.plain() ? PLAIN_INTERVAL : LIVE_INTERVAL;
    long start = demo.clock().nanoTime();
    long open = settings.open().toNanos();
    long enough = open + DemoConfig.DECISION_WAIT.multipliedBy(2).toNanos();
    long limit = enough + settings.patience().toNanos();
    demo.traffic().start();
    boolean first = true;
    for (long past = 0; past < limit; past = demo.clock().nanoTime() - start) {
      boolean closing = past >= open;
      if (closing) {
        demo.traffic().end();
      }
      show(demo.snapshot(Duration.ofNanos(past).toSeconds(), closing), first);
      first = false;
      if (past >= enough && demo.isEverythingHere()) {
        return;
      }
      Thread.sleep(interval);
    }
  }

  private void show(DemoSnapshot snapshot, boolean first) {
    if (settings.plain()) {
      out.println(DemoScreen.plain(snapshot));
    } else {
      out.print(DemoScreen.frame(snapshot, first));
    }
    out.flush();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    }
  }
}
