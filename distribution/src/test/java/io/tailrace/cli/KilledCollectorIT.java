// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.net.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector in a process of its own, with a persistent queue, ended by {@code kill -9}. */
class KilledCollectorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int IN_FLIGHT = 20;

  @TempDir Path dir;

  private final EventLoops eventLoops = new EventLoops(1);
  private final NumberedSpans spans = new NumberedSpans(100);
  private int receiverPort;
  private int backendPort;
  private Process process;

  @BeforeEach
  void configure() throws IOException {
    receiverPort = freePort();
    backendPort = freePort();
    Files.createDirectory(dir.resolve("queue"));
    Files.writeString(
        dir.resolve("collector.yaml"),
        """
        extensions:
          file_storage: {directory: "%s"}
        receivers:
          otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}}}
        exporters:
          otlp_grpc:
            endpoint: 127.0.0.1:%d
            tls: {insecure: true}
            retry_on_failure: {initial_interval: 100ms, max_interval: 200ms}
            sending_queue: {storage: file_storage, sizer: bytes, queue_size: 100000000}
        service:
          extensions: [file_storage]
          pipelines: {traces: {receivers: [otlp], exporters: [otlp_grpc]}}
          telemetry: {metrics: {level: none}}
        """
            .formatted(dir.resolve("queue"), receiverPort, backendPort));
  }

  @AfterEach
  void end() throws InterruptedException {
    kill();
    eventLoops.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void start() throws IOException {
    start("");
  }

  /** Starts the collector behind a command of the shell, such as one that sets a limit. */
  private void start(String before) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    "/bin/sh",
                    "-c",
                    before + " exec \"$@\"",
                    "sh",
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx64m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.tailrace.cli.Main",
                    "run",
                    "--config",
                    dir.resolve("collector.yaml").toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
            .start();
    await("the collector listens", this::isListening);
  }

  private boolean isListening() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), receiverPort), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void await(String what, BooleanSupplier condition) {
    var end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time: " + what + "\n" + log()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private String log() {
    try {
      return Files.readString(dir.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Sends until so many are acknowledged, and kills the collector while others are on the way. */
  private void sendAndKill(long first, int acknowledged) throws Exception {
    var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), receiverPort);
    int before = spans.acknowledged.size();
    try (var client = new OtlpClient(server, eventLoops)) {
      long next = first;
      for (int i = 0; i < IN_FLIGHT; i++) {
        var _ = spans.send(client, next++);
      }
      while (spans.acknowledged.size() < before + acknowledged) {
        var _ = spans.send(client, next++).get(20, TimeUnit.SECONDS);
      }
      for (int i = 0; i < IN_FLIGHT; i++) {
        var _ = spans.send(client, next++);
      }
      kill();
    }
  }

  @Test
  void kill_withAQueueOnDisk_losesNothingThatWasAcknowledged() throws Exception {
    start();
    sendAndKill(1, 300);
    start();
    sendAndKill(10_000, 300);
    try (var _ = OtlpServer.start(backendPort, eventLoops, spans)) {
      start();
      await("arrival", () -> spans.arrived.containsAll(spans.acknowledged));
    }
    assertThat(spans.acknowledged).hasSizeGreaterThanOrEqualTo(600);
    assertThat(log()).contains("from before the start will be sent").doesNotContain("SLF4J");
  }

  /** A file may have 64 KiB (128 blocks): what the system says then is what a full device is. */
  @Test
  void fullDevice_sendersAreRefused_untilTheQueueHasDrained() throws Exception {
    start("ulimit -f 128;");
    var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), receiverPort);
    try (var client = new OtlpClient(server, eventLoops)) {
      long number = 1;
      while (spans.send(client, number).get(20, TimeUnit.SECONDS) instanceof SendOutcome.Accepted) {
        assertThat(number++).isLessThan(5000);
      }
      assertThat(spans.acknowledged).hasSizeGreaterThan(100);
      assertThat(log()).contains("the sending queue cannot be written");
      try (var _ = OtlpServer.start(backendPort, eventLoops, spans)) {
        await("arrival", () -> spans.arrived.containsAll(spans.acknowledged));
        long again = number;
        await(
            "room again",
            () -> spans.send(client, again).join().equals(new SendOutcome.Accepted(0)));
      }
    }
  }
}
