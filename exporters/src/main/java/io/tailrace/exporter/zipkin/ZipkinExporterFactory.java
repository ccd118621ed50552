// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.exporter.sending.SendingExporter;
import io.tailrace.net.HttpClientConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes exporters that send Zipkin's v2 spans over HTTP. */
public final class ZipkinExporterFactory implements Factory.OfExporter<ZipkinExporterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "zipkin",
          List.of(),
          ComponentType.Stability.BETA,
          "Sends spans to a Zipkin server, as v2 JSON or Protocol Buffers");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final URI UNKNOWN = URI.create("http://localhost:9411/api/v2/spans");
  private static final Map<String, Compression> COMPRESSIONS =
      Map.of("gzip", Compression.GZIP, "none", Compression.NONE, "", Compression.NONE);

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public ZipkinExporterConfig parseConfig(ConfigNode node) {
    Compression compression = node.choice("compression", COMPRESSIONS, Compression.NONE);
    ConfigNode params = node.child("compression_params");
    return new ZipkinExporterConfig(
        uri(node),
        HttpClientConfig.parse(node),
        node.choice("format", Map.of("json", true, "proto", false), true),
        node.string("default_service_name", SpanTranslator.NO_SERVICE_NAME),
        compression,
        (int) params.integer("level", compression.defaultLevel(), 1, compression.maxLevel()),
        node.duration("timeout", TIMEOUT),
        SendingConfig.parse(node));
  }

  private static URI uri(ConfigNode node) {
    String endpoint = node.string("endpoint", "");
    if (endpoint.isEmpty()) {
      node.error("endpoint", "missing (expected: such as http://zipkin:9411/api/v2/spans)");
      return UNKNOWN;
    }
    try {
      var uri = new URI(endpoint);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      String path = uri.getPath();
      if (isHttp && uri.getHost() != null && uri.getUserInfo() == null) {
        if (path != null && path.length() > 1) {
          return uri;
        }
        node.error(
            "endpoint", "\"" + endpoint + "\" (expected: with a path, /api/v2/spans for Zipkin)");
        return UNKNOWN;
      }
    } catch (URISyntaxException _) {
      return invalid(node, endpoint);
    }
    return invalid(node, endpoint);
  }

  private static URI invalid(ConfigNode node, String endpoint) {
    node.error(
        "endpoint",
        "\"" + endpoint + "\" (expected: such as http://zipkin:9411/api/v2/spans, no user)");
    return UNKNOWN;
  }

  @Override
  public Exporter create(ZipkinExporterConfig config, ComponentContext context) {
    return SendingExporter.of(config.sending(), context, new ZipkinTransport(config, context));
  }
}
