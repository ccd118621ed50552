// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.healthcheck;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import java.util.List;
import java.util.Optional;

/** Makes {@code health_check} extensions (source of keys and defaults: the collector's). */
public final class HealthCheckFactory implements Factory.OfExtension<HealthCheckConfig> {

  @Override
  public ComponentType type() {
    return new ComponentType(
        "health_check",
        List.of(),
        Stability.BETA,
        "An HTTP endpoint that says whether the collector is ready");
  }

  @Override
  public HealthCheckConfig parseConfig(ConfigNode node) {
    String endpoint = node.string("endpoint", "localhost:13133");
    if (Endpoint.parse(endpoint).isEmpty()) {
      node.error("endpoint", endpoint + " (expected: host:port)");
    }
    String path = node.string("path", "/");
    if (!path.startsWith("/")) {
      node.error("path", path + " (expected: a path that starts with /)");
    }
    ConfigNode pipeline = node.child("check_collector_pipeline");
    if (pipeline.bool("enabled", false)) {
      pipeline.error("enabled", "true (expected: false, the pipelines are not part of the check)");
    }
    pipeline.string("interval", "");
    pipeline.integer("exporter_failure_threshold", 0, 0, Integer.MAX_VALUE);
    ConfigNode body = node.child("response_body");
    return new HealthCheckConfig(
        endpoint,
        path,
        body.isPresent() ? Optional.of(body.string("healthy", "")) : Optional.empty(),
        body.isPresent() ? Optional.of(body.string("unhealthy", "")) : Optional.empty());
  }

  @Override
  public Extension create(HealthCheckConfig config, ComponentContext context) {
    return new HealthCheckExtension(config, context.clock());
  }
}
