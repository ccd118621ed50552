// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.config.ConfigNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of servers under the keys of the collector's {@code confighttp} and {@code
 * configgrpc}. A key of the collector that has no meaning here is an error that says what to do.
 */
public final class ServerSettings {

  private static final long MAX_MESSAGE_MIB = 1024;

  private ServerSettings() {}

  /**
   * Reads a gRPC server's settings. What is wrong is reported to the node.
   *
   * @param defaultEndpoint where it listens if nothing is said
   */
  public static GrpcServerConfig grpc(ConfigNode node, Endpoint defaultEndpoint) {
    GrpcServerConfig defaults = GrpcServerConfig.of(defaultEndpoint);
    if (!node.string("transport", "tcp").equals("tcp")) {
      node.error("transport", node.string("transport", "tcp") + " (expected: tcp)");
    }
    rejectCommon(node);
    long mib = node.integer("max_recv_msg_size_mib", 0, 0, MAX_MESSAGE_MIB);
    long streams = node.integer("max_concurrent_streams", 0, 0, Integer.MAX_VALUE);
    return new GrpcServerConfig(
        endpoint(node, defaultEndpoint),
        ServerTls.parse(node.child("tls")),
        auth(node, false),
        mib == 0 ? defaults.maxMessageBytes() : (int) (mib << 20),
        streams == 0 ? defaults.maxConcurrentStreams() : (int) streams,
        SocketBuffers.parse(node, "read_buffer_size", defaults.readBufferBytes()),
        SocketBuffers.parse(node, "write_buffer_size", defaults.writeBufferBytes()),
        keepalive(node.child("keepalive").child("server_parameters")),
        enforcement(node.child("keepalive").child("enforcement_policy")));
  }

  private static GrpcServerConfig.Keepalive keepalive(ConfigNode node) {
    var defaults = GrpcServerConfig.Keepalive.DEFAULT;
    return new GrpcServerConfig.Keepalive(
        node.duration("max_connection_idle", defaults.maxConnectionIdle()),
        node.duration("max_connection_age", defaults.maxConnectionAge()),
        node.duration("max_connection_age_grace", defaults.maxConnectionAgeGrace()),
        orDefault(node.duration("time", defaults.time()), defaults.time()),
        orDefault(node.duration("timeout", defaults.timeout()), defaults.timeout()));
  }

  private static GrpcServerConfig.Enforcement enforcement(ConfigNode node) {
    var defaults = GrpcServerConfig.Enforcement.DEFAULT;
    return new GrpcServerConfig.Enforcement(
        orDefault(node.duration("min_time", defaults.minTime()), defaults.minTime()),
        node.bool("permit_without_stream", defaults.permitWithoutStream()));
  }

  private static Duration orDefault(Duration set, Duration defaultValue) {
    return set.isZero() ? defaultValue : set;
  }

  /**
   * Reads an HTTP server's settings. What is wrong is reported to the node.
   *
   * @param defaultEndpoint where it listens if nothing is said
   */
  public static HttpServerConfig http(ConfigNode node, Endpoint defaultEndpoint) {
    HttpServerConfig defaults = HttpServerConfig.of(defaultEndpoint);
    rejectCommon(node);
    long body = node.integer("max_request_body_size", 0, 0, Integer.MAX_VALUE - 8L);
    var timeouts = HttpServerConfig.Timeouts.DEFAULT;
    return new HttpServerConfig(
        endpoint(node, defaultEndpoint),
        ServerTls.parse(node.child("tls")),
        auth(node, true),
        body == 0 ? defaults.maxBodyBytes() : (int) body,
        encodings(node, defaults.encodings()),
        cors(node.child("cors")),
        responseHeaders(node),
        node.bool("keep_alives_enabled", true),
        new HttpServerConfig.Timeouts(
            node.duration("read_header_timeout", timeouts.readHeader()),
            node.duration("read_timeout", timeouts.read()),
            node.duration("write_timeout", timeouts.write()),
            node.duration("idle_timeout", timeouts.idle())));
  }

  private static Map<String, String> responseHeaders(ConfigNode node) {
    var headers = new LinkedHashMap<String, String>();
    node.secretMap("response_headers").forEach((name, value) -> headers.put(name, value.value()));
    headers.forEach(
        (name, value) -> {
          if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
              || value.matches("(?s).*[\\r\\n\\x00].*")) {
            node.error(
                "response_headers", name + " (expected: a header name, and a value of one line)");
          }
        });
    headers.keySet().removeIf(name -> !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"));
    headers.values().removeIf(value -> value.matches("(?s).*[\\r\\n\\x00].*"));
    return headers;
  }

  private static Set<ContentEncoding> encodings(ConfigNode node, Set<ContentEncoding> defaults) {
    if (!node.has("compression_algorithms")) {
      return defaults;
    }
    var taken = EnumSet.noneOf(ContentEncoding.class);
    for (String name : node.strings("compression_algorithms", List.of())) {
      ContentEncoding encoding = ContentEncoding.of(name);
      if (encoding != null) {
        taken.add(encoding);
      } else if (!name.isEmpty()) {
        node.error(
            "compression_algorithms", name + " (expected: gzip, zstd, zlib, deflate or \"\")");
      }
    }
    return taken.isEmpty() && node.strings("compression_algorithms", List.of()).isEmpty()
        ? defaults
        : taken;
  }

  private static @Nullable CorsPolicy cors(ConfigNode node) {
    List<String> origins = node.strings("allowed_origins", List.of());
    List<String> headers = node.strings("allowed_headers", List.of());
    List<String> exposed = node.strings("exposed_headers", List.of());
    long maxAge = node.integer("max_age", 0, 0, Integer.MAX_VALUE);
    if (!origins.isEmpty()) {
      return new CorsPolicy(origins, headers, exposed, Duration.ofSeconds(maxAge));
    }
    if (!headers.isEmpty() || !exposed.isEmpty()) {
      node.warn("allowed_origins", "empty, so that CORS is off (expected: origins, or no cors)");
    }
    return null;
  }

  static Endpoint endpoint(ConfigNode node, Endpoint defaultEndpoint) {
    String text = node.string("endpoint", defaultEndpoint.toString());
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      node.error("endpoint", String.valueOf(e.getMessage()));
      return defaultEndpoint;
    }
  }

  private static void rejectCommon(ConfigNode node) {
    if (node.has("middlewares")) {
      node.error("middlewares", "not supported (expected: remove it)");
    }
    if (node.bool("include_metadata", false)) {
      node.error(
          "include_metadata",
          "true is not supported: nothing here reads a request's metadata (expected: false)");
    }
  }

  private static @Nullable ServerAuth auth(ConfigNode server, boolean http) {
    ConfigNode node = server.child("auth");
    var authenticator = node.reference("authenticator", ServerAuthenticator.class);
    List<String> parameters = http ? node.strings("request_params", List.of()) : List.of();
    if (!node.isPresent()) {
      return null;
    }
    if (authenticator.isEmpty()) {
      node.error("authenticator", "missing (expected: a key of extensions)");
      return null;
    }
    return new ServerAuth(authenticator.get(), parameters);
  }
}
