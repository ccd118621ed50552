// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.exporter.sending.SendingExporter;
import io.tailrace.net.GrpcClientConfig;
import java.time.Duration;
import java.util.List;

/** Makes exporters that send OTLP over gRPC. */
public final class OtlpGrpcExporterFactory implements Factory.OfExporter<OtlpGrpcExporterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "otlp_grpc",
          List.of("otlp"),
          ComponentType.Stability.BETA,
          "Sends spans to a backend by OTLP over gRPC");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public OtlpGrpcExporterConfig parseConfig(ConfigNode node) {
    var client = GrpcClientConfig.parse(node);
    return new OtlpGrpcExporterConfig(
        client,
        TenantConfig.parse(node, client.headers().keySet()),
        CompressionKeys.grpc(node),
        node.duration("timeout", TIMEOUT),
        SendingConfig.parse(node));
  }

  @Override
  public Exporter create(OtlpGrpcExporterConfig config, ComponentContext context) {
    return SendingExporter.of(config.sending(), context, new OtlpGrpcTransport(config, context));
  }
}
