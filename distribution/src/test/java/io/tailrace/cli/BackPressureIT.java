// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A backend that is away: its full sending queue holds up the tail sampler, whose full buffer makes
 * the receiver ask its clients to try again, and nothing that was acknowledged is lost.
 */
class BackPressureIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SPAN_BYTES = 100_000;
  private static final int MORE_THAN_FITS = 2000;

  private final EventLoops eventLoops = new EventLoops(1);
  private final NumberedSpans spans = new NumberedSpans(SPAN_BYTES);
  private volatile boolean isUp;

  @AfterEach
  void close() {
    eventLoops.close();
  }

  private RequestHandler.Answer handle(byte[] bytes, int length) {
    return isUp
        ? spans.handle(bytes, length)
        : new RequestHandler.Answer.Unavailable(Duration.ofMillis(50));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String yaml(int receiver, int backend) {
    return """
    receivers:
      otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}}}
    processors:
      tail_sampling:
        decision_wait: 1s
        buffer: {limit_mib: 16}
        policies: [{name: all, type: always_sample}]
    exporters:
      otlp_grpc:
        endpoint: 127.0.0.1:%d
        tls: {insecure: true}
        compression: none
        sending_queue: {num_consumers: 1, queue_size: 2, block_on_overflow: true}
    service:
      pipelines:
        traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp_grpc]}
      telemetry: {metrics: {level: none}, logs: {level: error}}
    """
        .formatted(receiver, backend);
  }

  private static void await(String what, BooleanSupplier condition) {
    var end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time: " + what).isBefore(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void backendAway_sendersAreRefused_andEverythingAcknowledgedArrivesLater() throws Exception {
    int port = freePort();
    try (var backend = OtlpServer.start(0, eventLoops, this::handle);
        var service =
            CollectorService.create(
                new ConfigSources(
                    List.of("yaml:" + yaml(port, backend.port())), List.of(), List.of()),
                Map.of(),
                Components.catalog(),
                new ConfigReport());
        var client =
            new OtlpClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), eventLoops)) {
      service.start();
      long refused = sendUntilRefused(client);
      assertThat(spans.acknowledged).as("the buffer's worth").hasSizeGreaterThan(100);
      assertThat(spans.arrived).isEmpty();

      isUp = true;
      await(
          "room again",
          () -> spans.send(client, refused).join().equals(new SendOutcome.Accepted(0)));
      await("arrival", () -> spans.arrived.containsAll(spans.acknowledged));
      assertThat(service.metrics().value("exporter_send_failed_spans")).isZero();
      assertThat(service.metrics().value("exporter_enqueue_failed_spans")).isZero();
      assertThat(service.stop(Duration.ofSeconds(20))).isTrue();
    }
  }

  private long sendUntilRefused(OtlpClient client) throws Exception {
    for (long number = 1; number < MORE_THAN_FITS; number++) {
      var outcome = spans.send(client, number).get(20, TimeUnit.SECONDS);
      if (outcome instanceof SendOutcome.Refused) {
        return number;
      }
    }
    throw new AssertionError("nothing was refused");
  }
}
