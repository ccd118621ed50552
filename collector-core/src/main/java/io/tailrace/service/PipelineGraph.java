// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.Component;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The components of a collector, joined. They start in the order extensions, exporters, then
 * processors and connectors from the end of the pipelines to their beginning, receivers; they stop
 * in the reverse order.
 */
public final class PipelineGraph {

  private static final Logger LOG = LoggerFactory.getLogger("service");

  /** Makes the context of a component. */
  @FunctionalInterface
  public interface Contexts {
    ComponentContext of(ComponentKind kind, ComponentId id);
  }

  /**
   * A component in the graph.
   *
   * @param title {@code exporter otlp/2}, for messages
   */
  record Member(String title, Component component) {}

  private final List<Member> inStartOrder;

  PipelineGraph(List<Member> inStartOrder) {
    this.inStartOrder = List.copyOf(inStartOrder);
  }

  /**
   * Creates every component that is in use, and starts none.
   *
   * @throws ComponentException if one cannot be created; the message names it
   */
  public static PipelineGraph build(CollectorConfig config, Contexts contexts) {
    return new GraphBuilder(config, contexts).build();
  }

  /**
   * Starts every component.
   *
   * @param onFailure by when those that had started must have stopped, if one does not start
   * @throws ComponentException if one cannot work; the message names it, and all are stopped
   */
  public void start(Supplier<Deadline> onFailure) {
    for (Member member : inStartOrder) {
      try {
        member.component().start();
      } catch (RuntimeException e) {
        stop(onFailure.get());
        throw failure(member.title(), e);
      }
    }
    forEachExtension(Extension::ready);
  }

  /**
   * Stops every component, also those that have not started. One that fails does not keep the
   * others from being stopped.
   */
  public void stop(Deadline deadline) {
    forEachExtension(Extension::notReady);
    for (Member member : inStartOrder.reversed()) {
      try {
        member.component().stop(deadline);
      } catch (RuntimeException e) {
        LOG.error("{} did not stop", member.title(), e);
      }
    }
  }

  /** The error for a user: what a component says of itself, or the kind of fault that it has. */
  static ComponentException failure(String title, RuntimeException e) {
    String message = e instanceof ComponentException ? e.getMessage() : e.toString();
    return new ComponentException(title + ": " + message, e);
  }

  private void forEachExtension(Consumer<Extension> action) {
    for (Member member : inStartOrder) {
      if (member.component() instanceof Extension extension) {
        action.accept(extension);
      }
    }
  }

  List<String> titles() {
    return inStartOrder.stream().map(Member::title).toList();
  }
}
