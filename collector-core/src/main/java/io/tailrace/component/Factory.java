// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.Set;

/**
 * Makes the components of one type. Factories are listed in the distribution's component catalog;
 * the core knows a component only through this.
 *
 * @param <C> the component's configuration, a record
 */
public sealed interface Factory<C> {

  /** What this factory makes. */
  ComponentType type();

  /** Which kind of component this factory makes. */
  ComponentKind kind();

  /**
   * Reads the component's configuration. What is wrong is reported to the node ({@link
   * ConfigNode#error}), all of it, and the read goes on with defaults; the result is used only if
   * there was no error. An absent section is an empty node.
   */
  C parseConfig(ConfigNode node);

  /** Makes receivers. One receiver serves all pipelines that name it. */
  non-sealed interface OfReceiver<C> extends Factory<C> {
    @Override
    default ComponentKind kind() {
      return ComponentKind.RECEIVER;
    }

    Receiver create(C config, ComponentContext context, Consumer next);
  }

  /** Makes processors, one per pipeline that names it. */
  non-sealed interface OfProcessor<C> extends Factory<C> {
    @Override
    default ComponentKind kind() {
      return ComponentKind.PROCESSOR;
    }

    Processor create(C config, ComponentContext context, Consumer next);
  }

  /** Makes exporters. One exporter serves all pipelines that name it. */
  non-sealed interface OfExporter<C> extends Factory<C> {
    @Override
    default ComponentKind kind() {
      return ComponentKind.EXPORTER;
    }

    Exporter create(C config, ComponentContext context);
  }

  /** Makes connectors: {@code next} is the fan-out to the pipelines that receive from it. */
  non-sealed interface OfConnector<C> extends Factory<C> {
    @Override
    default ComponentKind kind() {
      return ComponentKind.CONNECTOR;
    }

    Connector create(C config, ComponentContext context, Consumer next);
  }

  /** Makes extensions. */
  non-sealed interface OfExtension<C> extends Factory<C> {
    @Override
    default ComponentKind kind() {
      return ComponentKind.EXTENSION;
    }

    Extension create(C config, ComponentContext context);

    /**
     * What the extension can be to other components: interfaces that it implements if it has this
     * configuration. {@link ConfigNode#reference} is checked against them.
     */
    default Set<Class<?>> roles(C config) {
      return Set.of();
    }
  }
}
