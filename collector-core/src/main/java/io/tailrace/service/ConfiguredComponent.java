// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Connector;
import io.tailrace.component.Exporter;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Processor;
import io.tailrace.component.Receiver;
import io.tailrace.config.ConfigReference;
import io.tailrace.pipeline.Consumer;
import java.util.List;
import java.util.Set;

/**
 * A component as the configuration defines it; instances are made of it when a pipeline names it.
 *
 * @param id its name
 * @param kind the section that it stands in
 * @param factory what makes it
 * @param config its own configuration
 * @param references the extensions that it names
 */
record ConfiguredComponent<C>(
    ComponentId id,
    ComponentKind kind,
    Factory<C> factory,
    C config,
    List<ConfigReference> references) {

  ConfiguredComponent {
    references = List.copyOf(references);
  }

  /** What an extension can be to other components. */
  Set<Class<?>> roles() {
    return factory instanceof Factory.OfExtension<C> extensions
        ? extensions.roles(config)
        : Set.of();
  }

  Receiver receiver(ComponentContext context, Consumer next) {
    if (factory instanceof Factory.OfReceiver<C> receivers) {
      return receivers.create(config, context, next);
    }
    throw wrongKind();
  }

  Processor processor(ComponentContext context, Consumer next) {
    if (factory instanceof Factory.OfProcessor<C> processors) {
      return processors.create(config, context, next);
    }
    throw wrongKind();
  }

  Exporter exporter(ComponentContext context) {
    if (factory instanceof Factory.OfExporter<C> exporters) {
      return exporters.create(config, context);
    }
    throw wrongKind();
  }

  Connector connector(ComponentContext context, Consumer next) {
    if (factory instanceof Factory.OfConnector<C> connectors) {
      return connectors.create(config, context, next);
    }
    throw wrongKind();
  }

  Extension extension(ComponentContext context) {
    if (factory instanceof Factory.OfExtension<C> extensions) {
      return extensions.create(config, context);
    }
    throw wrongKind();
  }

  /** {@code exporter otlp/2}, for messages. */
  String title() {
    return kind.label() + " " + id;
  }

  private IllegalStateException wrongKind() {
    return new IllegalStateException(title() + ": made by " + factory.getClass().getName());
  }
}
