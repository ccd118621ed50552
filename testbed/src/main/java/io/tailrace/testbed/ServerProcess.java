// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The server under test: a process of its own, with a log file, stopped by its ID. */
final class ServerProcess implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 10;
  private static final int LOG_TAIL_LINES = 20;

  /** What is running; it ends with the testbed, also when that is ended by a signal. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroy)));
  }

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * How a server is run.
   *
   * @param cpu the core it is pinned to; negative leaves it free
   * @param environment added to the environment of the testbed
   */
  record Placement(int cpu, Map<String, String> environment) {

    Placement {
      environment = Map.copyOf(environment);
    }
  }

  /** Starts a command; what it prints goes to {@code log}. */
  static ServerProcess start(List<String> command, Placement placement, Path log)
      throws IOException {
    var full = new ArrayList<String>();
    if (placement.cpu() >= 0) {
      full.addAll(List.of("taskset", "-c", String.valueOf(placement.cpu())));
    }
    full.addAll(command);
    var builder = new ProcessBuilder(full).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(placement.environment());
    Process process = builder.start();
    RUNNING.add(process);
    var _ = process.onExit().thenRun(() -> RUNNING.remove(process));
    return new ServerProcess(process, log);
  }

  /**
   * Waits until the server listens.
   *
   * @return how long it took
   * @throws TestbedException if it ends before, or does not listen within {@code limit}
   */
  Duration awaitPort(int port, Duration limit, Clock clock) throws InterruptedException {
    long start = clock.nanoTime();
    while (!isListening(port)) {
      if (!process.isAlive()) {
        throw new TestbedException("the server has ended:\n" + logTail());
      }
      if (clock.nanoTime() - start > limit.toNanos()) {
        throw new TestbedException("the server does not listen on " + port + ":\n" + logTail());
      }
      Thread.sleep(POLL_MILLIS);
    }
    return Duration.ofNanos(clock.nanoTime() - start);
  }

  private static boolean isListening(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** CPU time of the process and what it started, in seconds. */
  double cpuSeconds() {
    return pids().mapToDouble(ProcFile::cpuSeconds).sum();
  }

  /** Resident memory of the process and what it started, in bytes. */
  long rssBytes() {
    return pids().map(pid -> ProcFile.statusBytes(pid, "VmRSS")).sum();
  }

  /** The highest resident memory of the process and what it started, in bytes. */
  long peakRssBytes() {
    return pids().map(pid -> ProcFile.statusBytes(pid, "VmHWM")).sum();
  }

  /** Ends the server as {@code kill -9} does, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TestbedException("the server survives kill -9");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The end of what the server has printed. */
  String logTail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Asks the server to end (SIGTERM), waits, and ends it by force if it does not. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.toHandle().descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private LongStream pids() {
    return LongStream.concat(
        LongStream.of(process.pid()),
        process.toHandle().descendants().mapToLong(ProcessHandle::pid));
  }
}
