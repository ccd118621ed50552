// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.ConfigReference;
import io.tailrace.config.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks that the extensions that components name are there, are started, and can be what is wanted
 * of them. As in the collector, components that no pipeline uses may name what they like.
 */
final class ExtensionReferences {

  private final ConfigNode root;
  private final Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components;
  private final Map<ComponentId, ConfiguredComponent<?>> defined;
  private final List<ComponentId> started;

  ExtensionReferences(
      ConfigNode root,
      Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components,
      List<ComponentId> started) {
    this.root = root;
    this.components = components;
    this.started = started;
    defined = components.getOrDefault(ComponentKind.EXTENSION, Map.of());
  }

  void check(List<PipelineConfig> pipelines) {
    check(ComponentKind.EXTENSION, started);
    for (PipelineConfig pipeline : pipelines) {
      check(ComponentKind.RECEIVER, pipeline.receivers());
      check(ComponentKind.PROCESSOR, pipeline.processors());
      check(ComponentKind.EXPORTER, pipeline.exporters());
      check(ComponentKind.CONNECTOR, pipeline.exporters());
    }
  }

  private void check(ComponentKind kind, List<ComponentId> used) {
    Map<ComponentId, ConfiguredComponent<?>> section = components.getOrDefault(kind, Map.of());
    for (ComponentId id : used) {
      ConfiguredComponent<?> component = section.get(id);
      if (component != null) {
        component.references().forEach(this::check);
      }
    }
  }

  private void check(ConfigReference reference) {
    ComponentId id;
    try {
      id = ComponentId.parse(reference.name());
    } catch (IllegalArgumentException e) {
      reference.error(String.valueOf(e.getMessage()));
      return;
    }
    ConfiguredComponent<?> extension = defined.get(id);
    if (extension == null) {
      if (!root.child(ComponentKind.EXTENSION.section()).has(reference.name())) {
        reference.error(
            id
                + " is not configured (expected: a key of extensions)"
                + Spelling.suggestion(
                    id.toString(), defined.keySet().stream().map(ComponentId::toString).toList()));
      }
    } else if (!extension.roles().contains(reference.role())) {
      reference.error(id + " is no " + words(reference.role()) + others(reference.role()));
    } else if (!started.contains(id)) {
      reference.error(id + " is not started (expected: " + id + " in service::extensions)");
    }
  }

  private String others(Class<?> role) {
    String able =
        defined.values().stream()
            .filter(extension -> extension.roles().contains(role))
            .map(extension -> extension.id().toString())
            .sorted()
            .collect(Collectors.joining(", "));
    return able.isEmpty() ? "; none of extensions is" : " (expected: " + able + ")";
  }

  /** {@code ServerAuthenticator}: "server authenticator". */
  private static String words(Class<?> role) {
    return role.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
