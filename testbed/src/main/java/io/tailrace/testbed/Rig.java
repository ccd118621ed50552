// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.cli.traffic.VerifyingBackend;
import io.tailrace.net.EventLoops;
import io.tailrace.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One server under test with the verifying sink behind it and a ledger of its own. What it starts
 * it stops.
 */
final class Rig implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 100;

  private final SystemClock clock = new SystemClock();
  private final EventLoops sinkLoops = new EventLoops(1);
  private final EventLoops loadLoops = new EventLoops(1);
  private final TraceLedger ledger =
      new TraceLedger(1 + ThreadLocalRandom.current().nextInt(TraceIds.MAX_RUN));
  private final LoadProtocol protocol;
  private final OtlpServer sink;
  private final int serverPort;
  private final int metricsPort;
  private final CollectorYaml.Sampling sampling;
  private final ServerProcess server;
  private final Duration startTime;

  /** A rig for load over OTLP/gRPC. */
  Rig(
      Candidate candidate,
      CollectorYaml.Sampling wanted,
      ServerProcess.Placement placement,
      Path directory)
      throws IOException, InterruptedException {
    this(LoadProtocol.OTLP, candidate, wanted, placement, directory);
  }

  Rig(
      LoadProtocol protocol,
      Candidate candidate,
      CollectorYaml.Sampling wanted,
      ServerProcess.Placement placement,
      Path directory)
      throws IOException, InterruptedException {
    this(protocol, candidate, wanted, placement, directory, Optional.empty());
  }

  /**
   * Starts a sink and the candidate, and waits until it listens.
   *
   * @param storage where its sending queue is; empty if memory has it
   * @throws TestbedException if it does not
   */
  Rig(
      LoadProtocol protocol,
      Candidate candidate,
      CollectorYaml.Sampling wanted,
      ServerProcess.Placement placement,
      Path directory,
      Optional<Path> storage)
      throws IOException, InterruptedException {
    this.protocol = protocol;
    sampling = candidate.isTailrace() ? wanted : wanted.withoutBuffer();
    sink = OtlpServer.start(0, sinkLoops, new VerifyingBackend(ledger));
    serverPort = freePort();
    metricsPort = freePort();
    Files.createDirectories(directory);
    Path config = directory.resolve(candidate.name() + ".yaml");
    Files.writeString(
        config,
        new CollectorYaml(protocol, serverPort, sink.port(), metricsPort, sampling, storage)
            .text());
    List<String> command = candidate.command(config.toAbsolutePath().toString(), serverPort);
    server = ServerProcess.start(command, placement, directory.resolve(candidate.name() + ".log"));
    try {
      startTime = server.awaitPort(serverPort, START_LIMIT, clock);
    } catch (TestbedException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A generator that sends to the server under test; the caller closes it. */
  LoadGenerator generator(Workload workload) {
    var target = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    return new LoadGenerator(protocol, workload, target, ledger, loadLoops, clock);
  }

  /** How long it took from the start of the process until the port was open. */
  Duration startTime() {
    return startTime;
  }

  ServerProcess server() {
    return server;
  }

  TraceLedger ledger() {
    return ledger;
  }

  SystemClock clock() {
    return clock;
  }

  /** The own metrics of the server. */
  MetricsPage metrics() throws InterruptedException {
    return MetricsPage.fetch(metricsPort);
  }

  /** Waits until the last decisions are due and nothing arrives any more, {@code limit} at most. */
  void settle(Duration limit) throws InterruptedException {
    long start = clock.nanoTime();
    long earliest = start + sampling.decisionWait().plus(QUIET).toNanos();
    long quietSince = start;
    long seen = ledger.receivedSpans();
    while (clock.nanoTime() - start < limit.toNanos() && server.isAlive()) {
      Thread.sleep(POLL_MILLIS);
      long now = clock.nanoTime();
      if (ledger.receivedSpans() != seen) {
        seen = ledger.receivedSpans();
        quietSince = now;
      } else if (now > earliest && now - quietSince > QUIET.toNanos()) {
        return;
      }
    }
  }

  @Override
  public void close() {
    server.close();
    sink.close();
    sinkLoops.close();
    loadLoops.close();
    clock.close();
  }
}
