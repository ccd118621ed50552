// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.client.HostnameKey;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.exporter.sending.SendingExporter;
import io.tailrace.net.HttpClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes exporters that send to Datadog or to a Datadog Agent. */
public final class DatadogExporterFactory implements Factory.OfExporter<DatadogExporterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "datadog",
          List.of(),
          ComponentType.Stability.ALPHA,
          "Sends spans to Datadog, or to a Datadog Agent");

  /** The default of the collector's exporter. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final Map<String, Compression> TO_INTAKE =
      Map.of("zstd", Compression.ZSTD, "gzip", Compression.GZIP);

  private static final Map<String, Compression> TO_AGENT =
      Map.of("none", Compression.NONE, "gzip", Compression.GZIP);

  /** What belongs to statistics, which this exporter does not make. */
  private static final List<String> CONNECTOR_KEYS =
      List.of("compute_stats_by_span_kind", "peer_tags", "peer_tags_aggregation");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public DatadogExporterConfig parseConfig(ConfigNode node) {
    DatadogKeys.refuseOtherSignals(node);
    var destination = Destination.parse(node, true);
    boolean toAgent = destination instanceof Destination.Agent;
    var compression =
        node.choice(
            "compression",
            toAgent ? TO_AGENT : TO_INTAKE,
            toAgent ? Compression.NONE : Compression.ZSTD);
    var params = node.child("compression_params");
    int level =
        (int) params.integer("level", compression.defaultLevel(), 1, compression.maxLevel());
    var traces = node.child("traces");
    movedKeys(traces);
    return new DatadogExporterConfig(
        destination,
        HostnameKey.parse(node),
        MappingConfig.parse(traces),
        DatadogKeys.ignoredResources(traces),
        HttpClientConfig.parse(node),
        compression,
        level,
        node.duration("timeout", TIMEOUT),
        SendingConfig.parse(node));
  }

  private static void movedKeys(ConfigNode traces) {
    for (String key : CONNECTOR_KEYS) {
      if (traces.has(key)) {
        traces.error(key, "is a key of the datadog connector, which computes the statistics");
      }
    }
    if (traces.has("trace_buffer")) {
      traces.error("trace_buffer", "is not supported (expected: sending_queue::queue_size)");
    }
  }

  @Override
  public Exporter create(DatadogExporterConfig config, ComponentContext context) {
    return SendingExporter.of(config.sending(), context, new DatadogTransport(config, context));
  }
}
