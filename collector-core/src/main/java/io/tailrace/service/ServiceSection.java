// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code service::extensions} and {@code service::pipelines} and checks every reference in
 * them by the rules of the collector.
 */
final class ServiceSection {

  private static final Set<String> OTHER_SIGNALS = Set.of("metrics", "logs", "profiles");

  private final ConfigNode root;
  private final Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components;

  ServiceSection(
      ConfigNode root, Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components) {
    this.root = root;
    this.components = components;
  }

  List<ComponentId> extensions(ConfigNode service) {
    return references(service, "extensions", ComponentKind.EXTENSION);
  }

  List<PipelineConfig> pipelines(ConfigNode service) {
    ConfigNode section = service.child("pipelines");
    if (section.keys().isEmpty()) {
      String message = "no pipelines (expected: at least traces)";
      if (service.isPresent()) {
        service.error("pipelines", message);
      } else {
        root.error("service", message);
      }
    }
    List<PipelineConfig> pipelines = new ArrayList<>();
    for (String key : section.keys()) {
      if (isTraces(section, key)) {
        pipelines.add(pipeline(ComponentId.parse(key), section.child(key)));
      }
    }
    new ConnectorRules(root, section, ids(ComponentKind.CONNECTOR)).check(pipelines);
    return pipelines;
  }

  private static boolean isTraces(ConfigNode section, String key) {
    ComponentId id;
    try {
      id = ComponentId.parse(key);
    } catch (IllegalArgumentException e) {
      section.error(key, String.valueOf(e.getMessage()));
      return false;
    }
    if (id.type().equals("traces")) {
      return true;
    }
    String message =
        OTHER_SIGNALS.contains(id.type())
            ? "Tailrace handles traces only (expected: traces or traces/name)"
            : "unknown signal (expected: traces or traces/name)"
                + Spelling.suggestion(id.type(), List.of("traces"));
    section.error(key, message);
    return false;
  }

  private PipelineConfig pipeline(ComponentId id, ConfigNode node) {
    var receivers = references(node, "receivers", ComponentKind.RECEIVER, ComponentKind.CONNECTOR);
    var processors = references(node, "processors", ComponentKind.PROCESSOR);
    var exporters = references(node, "exporters", ComponentKind.EXPORTER, ComponentKind.CONNECTOR);
    requireOne(node, "receivers", "receiver");
    requireOne(node, "exporters", "exporter");
    return new PipelineConfig(id, receivers, processors, exporters);
  }

  private static void requireOne(ConfigNode pipeline, String key, String what) {
    if (pipeline.strings(key, List.of()).isEmpty()) {
      pipeline.error(key, "none (expected: at least one " + what + ")");
    }
  }

  private List<ComponentId> references(ConfigNode node, String key, ComponentKind... kinds) {
    List<ComponentId> ids = new ArrayList<>();
    List<String> names = node.strings(key, List.of());
    for (int i = 0; i < names.size(); i++) {
      Optional<String> problem = problem(names.get(i), ids, kinds);
      if (problem.isPresent()) {
        node.error(key + "[" + i + "]", problem.get());
      } else {
        ids.add(ComponentId.parse(names.get(i)));
      }
    }
    return ids;
  }

  private Optional<String> problem(String name, List<ComponentId> before, ComponentKind... kinds) {
    ComponentId id;
    try {
      id = ComponentId.parse(name);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (before.contains(id)) {
      return Optional.of(id + " is named twice");
    }
    List<String> defined = new ArrayList<>();
    for (ComponentKind kind : kinds) {
      ids(kind).forEach(known -> defined.add(known.toString()));
    }
    if (defined.contains(id.toString()) || isRefusedAlready(kinds[0], name)) {
      return Optional.empty();
    }
    return Optional.of(
        id
            + " is not configured (expected: a key of "
            + kinds[0].section()
            + ")"
            + Spelling.suggestion(id.toString(), defined));
  }

  /**
   * Whether the section has the key, so that its definition is what is wrong, not the reference.
   */
  private boolean isRefusedAlready(ComponentKind kind, String name) {
    return root.child(kind.section()).has(name);
  }

  private Set<ComponentId> ids(ComponentKind kind) {
    return components.getOrDefault(kind, Map.of()).keySet();
  }
}
