// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

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
import io.tailrace.net.EventLoops;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A running Zipkin receiver on a free port of the loopback interface, and what it feeds. */
final class ZipkinFixture implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final RecordingConsumer spans = new RecordingConsumer();
  final MetricRegistry metrics = new MetricRegistry();
  final MemoryBudget memory = new MemoryBudget(1L << 30);

  private final ZipkinReceiver receiver;
  private final SystemClock clock = new SystemClock();
  private final EventLoops loops = new EventLoops(1);

  /** Starts one with further settings, in YAML flow style. */
  ZipkinFixture(String settings) {
    var context =
        new ComponentContext(
            ComponentId.parse("zipkin"),
            ComponentKind.RECEIVER,
            metrics,
            memory,
            clock,
            loops,
            Set.of());
    var factory = new ZipkinReceiverFactory();
    String more = settings.isEmpty() ? "" : ", " + settings;
    receiver =
        (ZipkinReceiver)
            factory.create(
                parse(factory, "{endpoint: \"127.0.0.1:0\"" + more + "}"), context, spans);
    receiver.start();
  }

  private static ZipkinReceiverConfig parse(ZipkinReceiverFactory factory, String yaml) {
    var report = new ConfigReport();
    ConfigNode node = ConfigNodes.parse(yaml, report);
    ZipkinReceiverConfig config = factory.parseConfig(node);
    node.finish();
    report.throwIfErrors();
    return config;
  }

  String url(String path) {
    return "http://127.0.0.1:" + receiver.address().orElseThrow().getPort() + path;
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
    assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).as("bytes in flight").isZero();
  }
}
