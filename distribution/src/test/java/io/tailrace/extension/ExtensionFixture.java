// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.Set;

/** Makes extensions of YAML, with a clock that tests move. */
public final class ExtensionFixture implements AutoCloseable {

  public final FakeClock clock = new FakeClock();
  public final MetricRegistry metrics = new MetricRegistry();
  private final EventLoops loops = new EventLoops(1);

  /** Reads a configuration and makes the extension, without starting it. */
  public <C> Extension create(Factory.OfExtension<C> factory, String yaml) {
    var report = new ConfigReport();
    ConfigNode node = ConfigNodes.parse(yaml, report);
    C config = factory.parseConfig(node);
    node.finish();
    report.throwIfErrors();
    return factory.create(
        config,
        new ComponentContext(
            ComponentId.parse(factory.type().name()),
            ComponentKind.EXTENSION,
            metrics,
            new MemoryBudget(1 << 30),
            clock,
            loops,
            Set.of()));
  }

  /** A deadline that is far away. */
  public Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1), clock);
  }

  @Override
  public void close() {
    loops.close();
  }
}
