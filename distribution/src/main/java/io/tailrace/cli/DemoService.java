// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.cli.demo.DemoCollector;
import io.tailrace.config.ConfigReport;
import io.tailrace.service.ComponentCatalog;
import io.tailrace.telemetry.MetricRegistry;
import java.time.Duration;
import java.util.List;

/** The collector that the demo starts and stops. */
final class DemoService implements DemoCollector {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final CollectorService service;

  /**
   * Starts a collector.
   *
   * @param yaml the text of its configuration
   */
  DemoService(String yaml, Terminal terminal, ComponentCatalog catalog) {
    var sources = new ConfigSources(List.of("yaml:" + yaml), List.of(), List.of());
    service = CollectorService.create(sources, terminal.environment(), catalog, new ConfigReport());
    service.start();
  }

  @Override
  public MetricRegistry metrics() {
    return service.metrics();
  }

  @Override
  public void close() {
    try (service) {
      service.stop(STOP_WITHIN);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
