// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import io.tailrace.component.ComponentException;
import io.tailrace.telemetry.log.Logging;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The running telemetry of one collector: its log is set up and its metrics are served. */
public final class Telemetry implements AutoCloseable {

  private final List<MetricsEndpoint> endpoints = new ArrayList<>();

  private Telemetry() {}

  /**
   * Sets up the log and starts to serve metrics.
   *
   * @param version the collector's version, for {@code service.version}
   * @throws ComponentException if a port is in use or a log file cannot be opened; nothing is
   *     served then
   */
  public static Telemetry start(TelemetryConfig config, MetricRegistry registry, String version) {
    Logging.configure(config.logs());
    Map<String, String> resource = resource(config.resource(), version);
    var telemetry = new Telemetry();
    try {
      for (TelemetryConfig.Reader reader : config.readers()) {
        var exposition = new TextExposition(registry, reader.style(), config.level(), resource);
        var endpoint = new MetricsEndpoint(reader.host(), reader.port(), exposition);
        telemetry.endpoints.add(endpoint);
        endpoint.start();
      }
    } catch (ComponentException e) {
      telemetry.close();
      throw e;
    }
    return telemetry;
  }

  /** The automatic attributes, replaced or taken away by the configured ones. */
  static Map<String, String> resource(Map<String, String> configured, String version) {
    Map<String, String> resource = new LinkedHashMap<>();
    resource.put("service.name", "tailrace");
    resource.put("service.version", version);
    resource.put("service.instance.id", randomUuid().toString());
    resource.putAll(configured);
    resource.values().removeIf(String::isEmpty);
    return resource;
  }

  /** A UUID of version 4 that need not be unguessable. */
  private static UUID randomUuid() {
    var random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
    return new UUID(high, low);
  }

  /** The ports that metrics are served on, in the order of the readers. */
  public List<Integer> ports() {
    return endpoints.stream().map(MetricsEndpoint::port).toList();
  }

  /** Stops to serve metrics; the log stays as it is. */
  @Override
  public void close() {
    endpoints.forEach(MetricsEndpoint::close);
  }
}
