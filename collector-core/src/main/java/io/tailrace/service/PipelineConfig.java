// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentId;
import java.util.List;

/**
 * One of {@code service::pipelines}.
 *
 * @param id {@code traces} or {@code traces/name}
 * @param receivers receivers and connectors that bring spans
 * @param processors in the order in which spans pass them
 * @param exporters exporters and connectors that take spans away
 */
record PipelineConfig(
    ComponentId id,
    List<ComponentId> receivers,
    List<ComponentId> processors,
    List<ComponentId> exporters) {

  PipelineConfig {
    receivers = List.copyOf(receivers);
    processors = List.copyOf(processors);
    exporters = List.copyOf(exporters);
  }
}
