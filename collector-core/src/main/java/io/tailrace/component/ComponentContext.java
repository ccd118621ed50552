// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.Clock;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the collector hands to a component when it is created.
 *
 * @param id the component's name in the configuration
 * @param kind the component's kind
 * @param metrics where the component registers its metrics
 * @param memory the budget that every retained byte is counted in
 * @param clock the time
 * @param eventLoops the event loops of the process, for servers and clients
 * @param featureGates the gates that were switched on with {@code --feature-gates}
 * @param extensions the extensions that components may use
 */
public record ComponentContext(
    ComponentId id,
    ComponentKind kind,
    MetricRegistry metrics,
    MemoryBudget memory,
    Clock clock,
    EventLoops eventLoops,
    Set<String> featureGates,
    Extensions extensions) {

  public ComponentContext {
    featureGates = Set.copyOf(featureGates);
  }

  /** A context without extensions. */
  public ComponentContext(
      ComponentId id,
      ComponentKind kind,
      MetricRegistry metrics,
      MemoryBudget memory,
      Clock clock,
      EventLoops eventLoops,
      Set<String> featureGates) {
    this(id, kind, metrics, memory, clock, eventLoops, featureGates, Extensions.NONE);
  }

  /** The same with these extensions. */
  public ComponentContext with(Extensions available) {
    return new ComponentContext(
        id, kind, metrics, memory, clock, eventLoops, featureGates, available);
  }

  /** The component's logger: {@code receiver.otlp/2}. */
  public Logger logger() {
    return LoggerFactory.getLogger(kind.label() + "." + id);
  }
}
