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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A collector with a sending queue under test, between a generator and a backend that can be
 * switched off, slowed down and looked into. What it starts it stops.
 */
final class QueueRig implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  private final SystemClock clock = new SystemClock();
  private final EventLoops sinkLoops = new EventLoops(1);
  private final EventLoops loadLoops = new EventLoops(1);
  private final TraceLedger ledger =
      new TraceLedger(1 + ThreadLocalRandom.current().nextInt(TraceIds.MAX_RUN));
  private final LimitedBackend backend;
  private final OtlpServer sink;
  private final ServerOptions servers;
  private final Path storage;
  private final int serverPort = freePort();
  private final int metricsPort = freePort();
  private final Path config;
  private ServerProcess server;

  /** Starts a backend that is switched off, and the collector, and waits until it listens. */
  QueueRig(ServerOptions servers, long queueBytes, boolean isPersistent, boolean isSampling)
      throws IOException, InterruptedException {
    this.servers = servers;
    backend = new LimitedBackend(new VerifyingBackend(ledger), clock, false);
    sink = OtlpServer.start(0, sinkLoops, backend);
    Files.createDirectories(servers.workDirectory);
    storage = Files.createTempDirectory(servers.workDirectory, "queue");
    config = servers.workDirectory.resolve("queue.yaml");
    var yaml =
        new QueueYaml(
            serverPort,
            sink.port(),
            metricsPort,
            isPersistent ? Optional.of(storage) : Optional.empty(),
            queueBytes,
            isSampling);
    Files.writeString(config, yaml.text());
    server = start();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerProcess start() throws IOException, InterruptedException {
    var command = servers.candidate().command(config.toAbsolutePath().toString(), serverPort);
    var started =
        ServerProcess.start(
            command, servers.placement(), servers.workDirectory.resolve("queue.log"));
    try {
      started.awaitPort(serverPort, START_LIMIT, clock);
    } catch (TestbedException | InterruptedException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** Ends the collector by {@code kill -9} and starts it again. */
  void killAndStart() throws IOException, InterruptedException {
    server.kill();
    server = start();
  }

  /** A generator that sends to the collector; the caller closes it. */
  LoadGenerator generator(Workload workload) {
    var target = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    return new LoadGenerator(LoadProtocol.OTLP, workload, target, ledger, loadLoops, clock);
  }

  LimitedBackend backend() {
    return backend;
  }

  ServerProcess server() {
    return server;
  }

  TraceLedger ledger() {
    return ledger;
  }

  MetricsPage metrics() throws InterruptedException {
    return MetricsPage.fetch(metricsPort);
  }

  /** The bytes of the queue's files. */
  long storageBytes() {
    try (Stream<Path> files = Files.walk(storage)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** Waits until every trace that was acknowledged has arrived whole; returns whether it did. */
  boolean awaitArrival(Duration limit) throws InterruptedException {
    long start = clock.nanoTime();
    while (clock.nanoTime() - start < limit.toNanos() && server.isAlive()) {
      var verdict = ledger.verdict();
      if (verdict.sum(t -> t.sent()) == verdict.sum(t -> t.complete())) {
        return true;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return false;
  }

  @Override
  public void close() {
    server.close();
    sink.close();
    sinkLoops.close();
    loadLoops.close();
    clock.close();
    try (Stream<Path> files = Files.walk(storage)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
