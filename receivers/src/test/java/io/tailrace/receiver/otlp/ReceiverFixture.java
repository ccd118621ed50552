// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.pipeline.Consumer;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.Clock;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A running OTLP receiver on free ports of the loopback interface, and what it feeds. */
final class ReceiverFixture implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  static {
    LeakGuard.install();
  }

  final RecordingConsumer spans = new RecordingConsumer();
  final MetricRegistry metrics = new MetricRegistry();
  final MemoryBudget memory = new MemoryBudget(1L << 30);
  final OtlpReceiver receiver;

  private final Clock clock;
  private final EventLoops loops = new EventLoops(1);

  private ReceiverFixture(String yaml, Consumer consumer, Clock clock) {
    this(yaml, consumer, clock, Long.MAX_VALUE);
  }

  private ReceiverFixture(String yaml, Consumer consumer, Clock clock, long inFlightBytes) {
    this.clock = clock;
    memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, inFlightBytes);
    var context =
        new ComponentContext(
            ComponentId.parse("otlp"),
            ComponentKind.RECEIVER,
            metrics,
            memory,
            clock,
            loops,
            Set.of());
    var factory = new OtlpReceiverFactory();
    receiver =
        (OtlpReceiver)
            factory.create(parse(factory, yaml), context, consumer == null ? spans : consumer);
  }

  static OtlpReceiverConfig parse(OtlpReceiverFactory factory, String yaml) {
    var report = new ConfigReport();
    ConfigNode node = ConfigNodes.parse(yaml, report);
    OtlpReceiverConfig config = factory.parseConfig(node);
    node.finish();
    report.throwIfErrors();
    return config;
  }

  /** A started receiver with both protocols. */
  static ReceiverFixture start() {
    return start("", "", null);
  }

  /** A started receiver with further settings of its protocols, in YAML flow style. */
  static ReceiverFixture start(String grpc, String http, Consumer consumer) {
    return start(grpc, http, consumer, new SystemClock());
  }

  /** The same with a time of its own. */
  static ReceiverFixture start(String grpc, String http, Consumer consumer, Clock clock) {
    var fixture =
        new ReceiverFixture(
            """
            protocols:
              grpc: {endpoint: "127.0.0.1:0"%s}
              http: {endpoint: "127.0.0.1:0"%s}
            """
                .formatted(grpc.isEmpty() ? "" : ", " + grpc, http.isEmpty() ? "" : ", " + http),
            consumer,
            clock);
    fixture.receiver.start();
    return fixture;
  }

  /** A started receiver whose requests may hold so many bytes together. */
  static ReceiverFixture startWithInFlight(long bytes) {
    var fixture =
        new ReceiverFixture(
            "protocols: {grpc: {endpoint: '127.0.0.1:0'}, http: {endpoint: '127.0.0.1:0'}}",
            null,
            new SystemClock(),
            bytes);
    fixture.receiver.start();
    return fixture;
  }

  /** A started receiver of OTLP/gRPC at this endpoint. */
  static ReceiverFixture startAt(String endpoint) {
    var fixture =
        new ReceiverFixture(
            "protocols: {grpc: {endpoint: \"" + endpoint + "\"}}", null, new SystemClock());
    fixture.receiver.start();
    return fixture;
  }

  int grpcPort() {
    return receiver.grpcAddress().orElseThrow().getPort();
  }

  int httpPort() {
    return receiver.httpAddress().orElseThrow().getPort();
  }

  double metric(String name, String label, String value) {
    return metrics.value(name, new Label(label, value));
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
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
    if (clock instanceof SystemClock system) {
      system.close();
    }
    LeakGuard.assertNone();
    assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).as("bytes in flight").isZero();
  }
}
