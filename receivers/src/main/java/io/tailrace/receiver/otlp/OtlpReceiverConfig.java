// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.config.ConfigNode;
import io.tailrace.net.Endpoint;
import io.tailrace.net.GrpcServerConfig;
import io.tailrace.net.HttpServerConfig;
import io.tailrace.net.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the OTLP receiver, under the collector's keys.
 *
 * @param grpc OTLP/gRPC; null if it is off
 * @param http OTLP/HTTP; null if it is off
 * @param tracesPath the path that OTLP/HTTP requests go to
 */
public record OtlpReceiverConfig(
    @Nullable GrpcServerConfig grpc, @Nullable HttpServerConfig http, String tracesPath) {

  /** The path that the OTLP specification sets. */
  public static final String DEFAULT_TRACES_PATH = "/v1/traces";

  static final Endpoint DEFAULT_GRPC = new Endpoint("localhost", 4317);
  static final Endpoint DEFAULT_HTTP = new Endpoint("localhost", 4318);

  static OtlpReceiverConfig fromNode(ConfigNode node) {
    ConfigNode protocols = node.child("protocols");
    GrpcServerConfig grpc =
        protocols.has("grpc") ? ServerSettings.grpc(protocols.child("grpc"), DEFAULT_GRPC) : null;
    HttpServerConfig http = null;
    String path = DEFAULT_TRACES_PATH;
    if (protocols.has("http")) {
      ConfigNode section = protocols.child("http");
      http = ServerSettings.http(section, DEFAULT_HTTP);
      path = tracesPath(section);
      rejectSignal(section, "metrics_url_path");
      rejectSignal(section, "logs_url_path");
    }
    if (grpc == null && http == null) {
      node.error("protocols", "no protocol is on (expected: grpc, http or both)");
    }
    return new OtlpReceiverConfig(grpc, http, path);
  }

  private static String tracesPath(ConfigNode http) {
    String path = http.string("traces_url_path", DEFAULT_TRACES_PATH);
    String rooted = path.startsWith("/") ? path : "/" + path;
    if (rooted.contains("?") || rooted.contains("#") || rooted.contains(" ")) {
      http.error("traces_url_path", path + " (expected: a path, such as /v1/traces)");
      return DEFAULT_TRACES_PATH;
    }
    return rooted;
  }

  private static void rejectSignal(ConfigNode http, String key) {
    if (http.has(key)) {
      http.error(key, "not supported: only traces are received (expected: remove it)");
    }
  }
}
