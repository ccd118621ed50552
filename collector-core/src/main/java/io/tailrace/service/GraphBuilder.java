// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.Component;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Exporter;
import io.tailrace.component.Extension;
import io.tailrace.component.Extensions;
import io.tailrace.pipeline.Consumer;
import io.tailrace.pipeline.FanOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Creates the components of a {@link PipelineGraph} from the ends of the pipelines to their
 * beginnings, each with the consumer that takes its spans. The order of creation is the order of
 * starting.
 */
final class GraphBuilder {

  private final CollectorConfig config;
  private final PipelineGraph.Contexts contexts;
  private final Map<ComponentId, Extension> extensions = new HashMap<>();
  private final List<PipelineGraph.Member> members = new ArrayList<>();
  private final Map<ComponentId, Consumer> sinks = new HashMap<>();
  private final Map<ComponentId, Consumer> entries = new HashMap<>();

  GraphBuilder(CollectorConfig config, PipelineGraph.Contexts contexts) {
    this.config = config;
    this.contexts = (kind, id) -> contexts.of(kind, id).with(this::extension);
  }

  PipelineGraph build() {
    config.extensions().forEach(this::addExtension);
    config.pipelines().forEach(pipeline -> pipeline.exporters().forEach(this::addExporter));
    config.pipelines().forEach(this::entry);
    receivers().forEach(this::addReceiver);
    return new PipelineGraph(members);
  }

  private void addExtension(ComponentId id) {
    var extension = config.component(ComponentKind.EXTENSION, id);
    Extension created =
        create(extension, () -> extension.extension(contexts.of(ComponentKind.EXTENSION, id)));
    extensions.put(id, created);
  }

  private Extension extension(ComponentId id) {
    Extension made = extensions.get(id);
    return made == null ? Extensions.NONE.get(id) : made;
  }

  private void addExporter(ComponentId id) {
    if (sinks.containsKey(id) || !config.has(ComponentKind.EXPORTER, id)) {
      return;
    }
    var exporter = config.component(ComponentKind.EXPORTER, id);
    Exporter created =
        create(exporter, () -> exporter.exporter(contexts.of(ComponentKind.EXPORTER, id)));
    sinks.put(id, created);
  }

  /** The consumer that takes what enters a pipeline; made of those further down, if need be. */
  private Consumer entry(PipelineConfig pipeline) {
    Consumer made = entries.get(pipeline.id());
    if (made != null) {
      return made;
    }
    Consumer next = FanOut.of(pipeline.exporters().stream().map(this::sink).toList());
    for (ComponentId id : pipeline.processors().reversed()) {
      var processor = config.component(ComponentKind.PROCESSOR, id);
      Consumer following = next;
      next =
          create(
              processor,
              () -> processor.processor(contexts.of(ComponentKind.PROCESSOR, id), following));
    }
    entries.put(pipeline.id(), next);
    return next;
  }

  /** An exporter, or a connector with the pipelines behind it. */
  private Consumer sink(ComponentId id) {
    Consumer made = sinks.get(id);
    if (made != null) {
      return made;
    }
    var connector = config.component(ComponentKind.CONNECTOR, id);
    Consumer next = fanOut(id);
    Consumer created =
        create(
            connector, () -> connector.connector(contexts.of(ComponentKind.CONNECTOR, id), next));
    sinks.put(id, created);
    return created;
  }

  private void addReceiver(ComponentId id) {
    var receiver = config.component(ComponentKind.RECEIVER, id);
    Consumer next = fanOut(id);
    create(receiver, () -> receiver.receiver(contexts.of(ComponentKind.RECEIVER, id), next));
  }

  /** All pipelines that receive from a receiver or connector. */
  private Consumer fanOut(ComponentId id) {
    return FanOut.of(
        config.pipelines().stream()
            .filter(pipeline -> pipeline.receivers().contains(id))
            .map(this::entry)
            .toList());
  }

  private Set<ComponentId> receivers() {
    Set<ComponentId> ids = new LinkedHashSet<>();
    config.pipelines().forEach(pipeline -> ids.addAll(pipeline.receivers()));
    ids.removeIf(id -> !config.has(ComponentKind.RECEIVER, id));
    return ids;
  }

  private <T extends Component> T create(ConfiguredComponent<?> configured, Supplier<T> factory) {
    T component;
    try {
      component = factory.get();
    } catch (ComponentException e) {
      throw PipelineGraph.failure(configured.title(), e);
    }
    members.add(new PipelineGraph.Member(configured.title(), component));
    return component;
  }
}
