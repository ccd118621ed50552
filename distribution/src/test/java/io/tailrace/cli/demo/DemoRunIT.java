// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.net.EventLoops;
import io.tailrace.telemetry.MetricRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo around a stand-in for the collector that passes everything on, or loses everything. */
class DemoRunIT {

  private final StringWriter printed = new StringWriter();

  private DemoSummary run(boolean passesOn) throws Exception {
    var settings =
        new DemoRun.Settings(
            true, Duration.ofSeconds(1), 1_000, passesOn ? Duration.ofSeconds(20) : Duration.ZERO);
    return new DemoRun(
            settings, yaml -> new PassThrough(yaml, passesOn), new PrintWriter(printed, true))
        .run();
  }

  @Test
  void run_everythingPassedOn_exitsWithZero() throws Exception {
    DemoSummary summary = run(true);

    assertThat(summary.exitCode()).as(printed.toString()).isZero();
    assertThat(summary.normal().complete()).isEqualTo(summary.normal().sent()).isPositive();
    assertThat(printed.toString())
        .contains("tail_sampling:")
        .contains("Every error and slow trace that was sent arrived complete.");
  }

  @Test
  void run_everythingLost_exitsWithOne() throws Exception {
    DemoSummary summary = run(false);

    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.errors().sent()).isPositive();
    assertThat(summary.errors().complete()).isZero();
    assertThat(printed.toString()).contains("MISSING");
  }

  /** Forwards requests between the addresses that the config names. */
  private static final class PassThrough implements DemoCollector {

    private static final Pattern PORT = Pattern.compile("endpoint: \"127\\.0\\.0\\.1:(\\d+)\"");

    private final EventLoops eventLoops = new EventLoops(1);
    private final OtlpClient client;
    private final OtlpServer server;

    PassThrough(String yaml, boolean passesOn) {
      Matcher ports = PORT.matcher(yaml);
      int in = next(ports);
      client = new OtlpClient(new InetSocketAddress("127.0.0.1", next(ports)), eventLoops);
      server =
          OtlpServer.start(
              in,
              eventLoops,
              (bytes, length) -> {
                if (passesOn) {
                  byte[] copy = Arrays.copyOf(bytes, length);
                  // outside the incoming call's context, whose end would cancel the outgoing call
                  Context.ROOT.run(() -> client.send(copy, length, _ -> {}));
                }
                return RequestHandler.Answer.ACCEPT;
              });
    }

    private static int next(Matcher ports) {
      assertThat(ports.find()).isTrue();
      return Integer.parseInt(ports.group(1));
    }

    @Override
    public MetricRegistry metrics() {
      return new MetricRegistry();
    }

    @Override
    public void close() {
      server.close();
      client.close();
      eventLoops.close();
    }
  }
}
