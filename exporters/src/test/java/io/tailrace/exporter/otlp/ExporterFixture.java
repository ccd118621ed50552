// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A real exporter, made of YAML, on the machine's clock. */
final class ExporterFixture implements AutoCloseable {

  final SystemClock clock = new SystemClock();
  final MemoryBudget memory = new MemoryBudget(1 << 30);
  final MetricRegistry metrics = new MetricRegistry();
  final EventLoops eventLoops = new EventLoops(1);
  final Exporter exporter;

  <C> ExporterFixture(Factory.OfExporter<C> factory, String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    C config = factory.parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    exporter =
        factory.create(
            config,
            new ComponentContext(
                ComponentId.parse("otlp"),
                ComponentKind.EXPORTER,
                metrics,
                memory,
                clock,
                eventLoops,
                Set.of()));
  }

  double metric(String name) {
    return metrics.value(name);
  }

  void await(String what, BooleanSupplier condition) {
    var deadline = Deadline.after(Duration.ofSeconds(20), clock);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.isExpired()).as("timed out: " + what).isFalse();
      Thread.onSpinWait();
    }
  }

  void stop(Duration within) {
    exporter.stop(Deadline.after(within, clock));
  }

  /** Stops, and checks that every byte was given back. */
  @Override
  public void close() {
    stop(Duration.ofSeconds(10));
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
    assertThat(metric("exporter_queue_size")).isZero();
    eventLoops.close();
    clock.close();
  }
}
