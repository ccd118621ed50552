// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.config.ConfigNode;
import io.tailrace.telemetry.TelemetryConfig;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration of a whole collector, typed and checked. Immutable. */
public final class CollectorConfig {

  private final Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components;
  private final List<ComponentId> extensions;
  private final List<PipelineConfig> pipelines;
  private final TelemetryConfig telemetry;

  CollectorConfig(
      Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components,
      List<ComponentId> extensions,
      List<PipelineConfig> pipelines,
      TelemetryConfig telemetry) {
    this.components = Collections.unmodifiableMap(new EnumMap<>(components));
    this.extensions = List.copyOf(extensions);
    this.pipelines = List.copyOf(pipelines);
    this.telemetry = telemetry;
  }

  /**
   * Reads a configuration; what is wrong is reported to the node, and the result is to be used only
   * if nothing was.
   *
   * @param root the outermost node
   * @param catalog the components that may be named
   */
  public static CollectorConfig parse(ConfigNode root, ComponentCatalog catalog) {
    var sections = new ComponentSections(catalog);
    Map<ComponentKind, Map<ComponentId, ConfiguredComponent<?>>> components =
        new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      components.put(kind, sections.parse(root.child(kind.section()), kind));
    }
    ConfigNode service = root.child("service");
    var references = new ServiceSection(root, components);
    List<ComponentId> extensions = references.extensions(service);
    List<PipelineConfig> pipelines = references.pipelines(service);
    new ExtensionReferences(root, components, extensions).check(pipelines);
    TelemetryConfig telemetry = TelemetryConfig.parse(service.child("telemetry"));
    root.finish();
    return new CollectorConfig(components, extensions, pipelines, telemetry);
  }

  /** The collector's own metrics and logs: {@code service::telemetry}. */
  public TelemetryConfig telemetry() {
    return telemetry;
  }

  /** Whether a component of one of these types is configured. */
  public boolean uses(Set<String> types) {
    for (Map<ComponentId, ConfiguredComponent<?>> ofKind : components.values()) {
      for (ComponentId id : ofKind.keySet()) {
        if (types.contains(id.type())) {
          return true;
        }
      }
    }
    return false;
  }

  List<ComponentId> extensions() {
    return extensions;
  }

  List<PipelineConfig> pipelines() {
    return pipelines;
  }

  boolean has(ComponentKind kind, ComponentId id) {
    return find(kind, id) != null;
  }

  /**
   * The definition of a component.
   *
   * @throws IllegalStateException if there is none: references are checked when they are read
   */
  ConfiguredComponent<?> component(ComponentKind kind, ComponentId id) {
    ConfiguredComponent<?> component = find(kind, id);
    if (component == null) {
      throw new IllegalStateException(kind.label() + " " + id + ": not configured");
    }
    return component;
  }

  private @Nullable ConfiguredComponent<?> find(ComponentKind kind, ComponentId id) {
    return components.getOrDefault(kind, Map.of()).get(id);
  }
}
