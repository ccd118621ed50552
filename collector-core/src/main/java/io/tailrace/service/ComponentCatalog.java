// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentKind;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Factory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The components that a collector is made of. Immutable. */
public final class ComponentCatalog {

  private final Map<ComponentKind, Map<String, Factory<?>>> byName =
      new EnumMap<>(ComponentKind.class);
  private final Map<ComponentKind, List<ComponentType>> types = new EnumMap<>(ComponentKind.class);

  /**
   * Makes a catalog.
   *
   * @throws IllegalArgumentException if two factories of one kind share a name
   */
  public ComponentCatalog(List<Factory<?>> factories) {
    for (ComponentKind kind : ComponentKind.values()) {
      byName.put(kind, new LinkedHashMap<>());
      types.put(kind, new ArrayList<>());
    }
    factories.forEach(this::add);
  }

  private void add(Factory<?> factory) {
    ComponentType type = factory.type();
    ComponentKind kind = factory.kind();
    register(kind, type.name(), factory);
    type.aliases().forEach(alias -> register(kind, alias, factory));
    list(kind).add(type);
  }

  private void register(ComponentKind kind, String name, Factory<?> factory) {
    if (names(kind).putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException(
          kind.label() + " type " + name + ": twice (expected: one factory)");
    }
  }

  /** The factory of a type, by its name or an alias. */
  public Optional<Factory<?>> find(ComponentKind kind, String type) {
    return Optional.ofNullable(names(kind).get(type));
  }

  /** The types of one kind, sorted by name. */
  public List<ComponentType> types(ComponentKind kind) {
    return list(kind).stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }

  /** Every name that {@link #find} knows, aliases included. */
  List<String> knownNames(ComponentKind kind) {
    return List.copyOf(names(kind).keySet());
  }

  private Map<String, Factory<?>> names(ComponentKind kind) {
    return byName.getOrDefault(kind, Map.of());
  }

  private List<ComponentType> list(ComponentKind kind) {
    return types.getOrDefault(kind, List.of());
  }
}
