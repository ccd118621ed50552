// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the sections that define components: {@code receivers}, {@code processors} and so on. */
final class ComponentSections {

  private final ComponentCatalog catalog;

  ComponentSections(ComponentCatalog catalog) {
    this.catalog = catalog;
  }

  /** Every component of one section, also those that no pipeline names. */
  Map<ComponentId, ConfiguredComponent<?>> parse(ConfigNode section, ComponentKind kind) {
    Map<ComponentId, ConfiguredComponent<?>> components = new LinkedHashMap<>();
    for (String key : section.keys()) {
      id(section, key)
          .ifPresent(
              id -> {
                Optional<Factory<?>> factory = catalog.find(kind, id.type());
                if (factory.isEmpty()) {
                  section.error(key, unknownType(kind, id.type()));
                } else {
                  components.put(id, configured(id, kind, factory.get(), section, key));
                }
              });
    }
    return components;
  }

  private static Optional<ComponentId> id(ConfigNode section, String key) {
    try {
      return Optional.of(ComponentId.parse(key));
    } catch (IllegalArgumentException e) {
      section.error(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static <C> ConfiguredComponent<C> configured(
      ComponentId id, ComponentKind kind, Factory<C> factory, ConfigNode section, String key) {
    ConfigNode node = section.child(key);
    C config = factory.parseConfig(node);
    node.finish();
    return new ConfiguredComponent<>(id, kind, factory, config, node.references());
  }

  private String unknownType(ComponentKind kind, String type) {
    Optional<String> reason = ForeignComponents.reason(type);
    if (reason.isPresent()) {
      return "there is no " + kind.label() + " " + type + ": " + reason.get();
    }
    List<String> names = catalog.knownNames(kind).stream().sorted().toList();
    String available = names.isEmpty() ? "none" : String.join(", ", names);
    return "there is no "
        + kind.label()
        + " "
        + type
        + " (available: "
        + available
        + ")"
        + Spelling.suggestion(type, names);
  }
}
