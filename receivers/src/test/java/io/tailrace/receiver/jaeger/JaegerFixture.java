// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.pipeline.Consumer;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.receiver.otlp.LeakGuard;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A running Jaeger receiver on free ports of the loopback interface, and what it feeds. */
final class JaegerFixture implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  static {
    LeakGuard.install();
  }

  final RecordingConsumer spans = new RecordingConsumer();
  final MetricRegistry metrics = new MetricRegistry();
  final MemoryBudget memory = new MemoryBudget(1L << 30);
  final JaegerReceiver receiver;

  private final SystemClock clock = new SystemClock();
  private final EventLoops loops = new EventLoops(1);

  private JaegerFixture(String yaml, Consumer consumer) {
    var context =
        new ComponentContext(
            ComponentId.parse("jaeger"),
            ComponentKind.RECEIVER,
            metrics,
            memory,
            clock,
            loops,
            Set.of());
    var factory = new JaegerReceiverFactory();
    var report = new ConfigReport();
    var config = factory.parseConfig(ConfigNodes.parse(yaml, report));
    report.throwIfErrors();
    receiver =
        (JaegerReceiver) factory.create(config, context, consumer == null ? spans : consumer);
  }

  /** A started receiver with all protocols. */
  static JaegerFixture start() {
    return start("", null);
  }

  /**
   * A started receiver with all protocols.
   *
   * @param udp further settings of the UDP protocols, in YAML flow style
   * @param consumer what it feeds; null for the one that records
   */
  static JaegerFixture start(String udp, Consumer consumer) {
    String settings = "{endpoint: \"127.0.0.1:0\"" + (udp.isEmpty() ? "" : ", " + udp) + "}";
    var fixture =
        new JaegerFixture(
            """
            protocols:
              grpc: {endpoint: "127.0.0.1:0"}
              thrift_http: {endpoint: "127.0.0.1:0"}
              thrift_compact: %s
              thrift_binary: %s
            """
                .formatted(settings, settings),
            consumer);
    fixture.receiver.start();
    return fixture;
  }

  int grpcPort() {
    return port(receiver.grpcAddress());
  }

  int httpPort() {
    return port(receiver.httpAddress());
  }

  int compactPort() {
    return port(receiver.compactAddress());
  }

  int binaryPort() {
    return port(receiver.binaryAddress());
  }

  private static int port(Optional<InetSocketAddress> address) {
    return address.orElseThrow().getPort();
  }

  double metric(String name, String label, String value) {
    return metrics.value(name, new Label(label, value));
  }

  static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  /** Stops the receiver and checks that no byte of a request is held any more. */
  @Override
  public void close() {
    receiver.stop(Deadline.after(PATIENCE, clock));
    loops.close();
    clock.close();
    LeakGuard.assertNone();
    assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).as("bytes in flight").isZero();
  }
}
