// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.cli.demo.DemoCollector;
import io.tailrace.config.ConfigReport;
import io.tailrace.service.ComponentCatalog;
import io.tailrace.telemetry.MetricRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The collector that {@code tailrace demo} runs: the same service that {@code run} runs. */
final class ServiceInDemo implements DemoCollector {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final CollectorService service;

  private ServiceInDemo(CollectorService service) {
    this.service = service;
  }

  /**
   * Starts a collector.
   *
   * @throws io.tailrace.config.ConfigException if the configuration is wrong
   * @throws io.tailrace.component.ComponentException if a component cannot start
   */
  static DemoCollector start(String yaml, ComponentCatalog catalog) {
    var report = new ConfigReport();
    var sources = new ConfigSources(List.of("yaml:" + yaml), List.of(), List.of());
    var service = CollectorService.create(sources, Map.of(), catalog, report);
    try {
      service.start();
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
    return new ServiceInDemo(service);
  }

  @Override
  public MetricRegistry metrics() {
    return service.metrics();
  }

  @Override
  public void close() {
    try {
      service.stop(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      service.close();
    }
  }
}
