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
import io.tailrace.net.HttpClientConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes exporters that send OTLP over HTTP. */
public final class OtlpHttpExporterFactory implements Factory.OfExporter<OtlpHttpExporterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "otlp_http",
          List.of("otlphttp"),
          ComponentType.Stability.BETA,
          "Sends spans to a backend by OTLP over HTTP");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final URI UNKNOWN = URI.create("http://localhost:4318/v1/traces");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public OtlpHttpExporterConfig parseConfig(ConfigNode node) {
    for (String key : List.of("metrics_endpoint", "logs_endpoint", "profiles_endpoint")) {
      if (node.has(key)) {
        node.error(key, "is not supported (only traces are sent)");
      }
    }
    var compression = CompressionKeys.http(node);
    var client = HttpClientConfig.parse(node);
    return new OtlpHttpExporterConfig(
        tracesUri(node),
        client,
        TenantConfig.parse(node, client.headers().keySet()),
        node.choice("encoding", Map.of("proto", false, "json", true), false),
        compression,
        CompressionKeys.level(node, compression),
        node.duration("timeout", TIMEOUT),
        SendingConfig.parse(node));
  }

  private static URI tracesUri(ConfigNode node) {
    String endpoint = node.string("endpoint", "");
    String traces = node.string("traces_endpoint", "");
    if (endpoint.isEmpty() && traces.isEmpty()) {
      node.error("endpoint", "missing (expected: http://host:port or https://host:port)");
      return UNKNOWN;
    }
    if (!traces.isEmpty()) {
      return uri(node, "traces_endpoint", traces, traces);
    }
    String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    return uri(node, "endpoint", endpoint, base + "/v1/traces");
  }

  private static URI uri(ConfigNode node, String key, String written, String whole) {
    try {
      var uri = new URI(whole);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      return invalid(node, key, written);
    }
    return invalid(node, key, written);
  }

  private static URI invalid(ConfigNode node, String key, String written) {
    node.error(
        key, "\"" + written + "\" (expected: http://host:port or https://host:port, no user)");
    return UNKNOWN;
  }

  @Override
  public Exporter create(OtlpHttpExporterConfig config, ComponentContext context) {
    return SendingExporter.of(config.sending(), context, new OtlpHttpTransport(config, context));
  }
}
