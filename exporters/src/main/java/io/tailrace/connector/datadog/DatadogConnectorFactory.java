// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Connector;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.datadog.DatadogKeys;
import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.client.HostnameKey;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.net.HttpClientConfig;
import io.tailrace.pipeline.Consumer;
import java.time.Duration;
import java.util.List;

/** Makes {@code datadog} connectors. */
public final class DatadogConnectorFactory implements Factory.OfConnector<DatadogConnectorConfig> {

  private static final Duration BUCKET_INTERVAL = Duration.ofSeconds(10);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_GROUPS = 5000;

  @Override
  public ComponentType type() {
    return new ComponentType(
        "datadog",
        List.of(),
        Stability.ALPHA,
        "Counts all spans for Datadog's request metrics and hands them on");
  }

  @Override
  public DatadogConnectorConfig parseConfig(ConfigNode node) {
    var traces = node.child("traces");
    refuse(traces);
    boolean tellsPeersApart = traces.bool("peer_tags_aggregation", true);
    List<String> more = traces.strings("peer_tags", List.of());
    return new DatadogConnectorConfig(
        Destination.parse(node, false),
        HostnameKey.parse(node),
        MappingConfig.parse(traces),
        DatadogKeys.ignoredResources(traces),
        traces.bool("compute_stats_by_span_kind", true),
        tellsPeersApart ? PeerTags.with(more) : List.of(),
        interval(traces),
        (int) traces.integer("max_groups", MAX_GROUPS, 1, 1_000_000),
        HttpClientConfig.parse(node),
        node.duration("timeout", TIMEOUT));
  }

  private static void refuse(ConfigNode traces) {
    if (!traces.bool("compute_top_level_by_span_kind", true)) {
      traces.error(
          "compute_top_level_by_span_kind",
          "false (expected: true; before sampling a span's parent may be in another request)");
    }
    if (traces.has("trace_buffer")) {
      traces.error("trace_buffer", "is not supported (spans are not held back here)");
    }
    if (traces.has("resource_attributes_as_container_tags")) {
      traces.error(
          "resource_attributes_as_container_tags",
          "is not supported (statistics carry the container's ID)");
    }
  }

  private static Duration interval(ConfigNode traces) {
    var interval = traces.duration("bucket_interval", BUCKET_INTERVAL);
    if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      traces.error("bucket_interval", interval.toMillis() + "ms (expected: 1s to 10m)");
      return BUCKET_INTERVAL;
    }
    return interval;
  }

  @Override
  public Connector create(DatadogConnectorConfig config, ComponentContext context, Consumer next) {
    return new DatadogConnector(config, context, next);
  }
}
