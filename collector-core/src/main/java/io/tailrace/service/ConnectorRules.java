// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.config.ConfigNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What connectors must keep to: a name of their own, both ends in use, and no way from a pipeline
 * back to itself.
 */
final class ConnectorRules {

  private final ConfigNode root;
  private final ConfigNode section;
  private final Set<ComponentId> connectors;
  private final Set<ComponentId> finished = new HashSet<>();

  ConnectorRules(ConfigNode root, ConfigNode section, Set<ComponentId> connectors) {
    this.root = root;
    this.section = section;
    this.connectors = connectors;
  }

  void check(List<PipelineConfig> pipelines) {
    for (ComponentId connector : connectors) {
      checkName(connector, ComponentKind.RECEIVER);
      checkName(connector, ComponentKind.EXPORTER);
      checkEnds(connector, pipelines);
    }
    for (PipelineConfig pipeline : pipelines) {
      checkCycles(pipeline, pipelines, new ArrayList<>());
    }
  }

  private void checkName(ComponentId connector, ComponentKind kind) {
    if (root.child(kind.section()).has(connector.toString())) {
      root.child(ComponentKind.CONNECTOR.section())
          .error(
              connector.toString(),
              "the name is also a key of "
                  + kind.section()
                  + " (expected: different names, such as "
                  + connector.type()
                  + "/2)");
    }
  }

  private void checkEnds(ComponentId connector, List<PipelineConfig> pipelines) {
    for (PipelineConfig pipeline : pipelines) {
      if (pipeline.exporters().contains(connector)
          && pipelines.stream().noneMatch(p -> p.receivers().contains(connector))) {
        report(pipeline, "exporters", connector, "no pipeline has it among its receivers");
      }
      if (pipeline.receivers().contains(connector)
          && pipelines.stream().noneMatch(p -> p.exporters().contains(connector))) {
        report(pipeline, "receivers", connector, "no pipeline has it among its exporters");
      }
    }
  }

  private void report(PipelineConfig pipeline, String key, ComponentId connector, String message) {
    ConfigNode node = section.child(pipeline.id().toString());
    int index = node.strings(key, List.of()).indexOf(connector.toString());
    String place = index < 0 ? key : key + "[" + index + "]";
    node.error(place, "connector " + connector + ": " + message);
  }

  private void checkCycles(
      PipelineConfig pipeline, List<PipelineConfig> pipelines, List<ComponentId> way) {
    if (finished.contains(pipeline.id())) {
      return;
    }
    way.add(pipeline.id());
    for (ComponentId connector : pipeline.exporters()) {
      for (PipelineConfig next : pipelines) {
        if (!connectors.contains(connector) || !next.receivers().contains(connector)) {
          continue;
        }
        int begin = way.indexOf(next.id());
        if (begin >= 0) {
          report(pipeline, "exporters", connector, "a cycle: " + cycle(way, begin));
        } else {
          checkCycles(next, pipelines, way);
        }
      }
    }
    way.removeLast();
    finished.add(pipeline.id());
  }

  private static String cycle(List<ComponentId> way, int begin) {
    List<String> names =
        new ArrayList<>(
            way.subList(begin, way.size()).stream().map(ComponentId::toString).toList());
    names.add(names.getFirst());
    return String.join(" -> ", names);
  }
}
