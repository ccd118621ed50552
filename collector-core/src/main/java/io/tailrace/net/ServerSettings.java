// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

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

  private static final int MAX_BUFFER_BYTES = 64 << 20;
  private static final long MAX_MESSAGE_MIB = 1024;

  private static final Map<String, Integer> TLS_VERSIONS = Map.of("1.2", 2, "1.3", 3);

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
        tls(node),
        mib == 0 ? defaults.maxMessageBytes() : (int) (mib << 20),
        streams == 0 ? defaults.maxConcurrentStreams() : (int) streams,
        buffer(node, "read_buffer_size", defaults.readBufferBytes()),
        buffer(node, "write_buffer_size", defaults.writeBufferBytes()),
        keepalive(node.child("keepalive").child("server_parameters")),
        enforcement(node.child("keepalive").child("enforcement_policy")));
  }

  private static int buffer(ConfigNode node, String key, int defaultBytes) {
    long bytes = node.integer(key, 0, 0, MAX_BUFFER_BYTES);
    return bytes == 0 ? defaultBytes : (int) Math.max(1024, bytes);
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
        tls(node),
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
    reject(
        node,
        "auth",
        "remove it; put a proxy that authenticates in front, or use tls with client_ca_file");
    reject(node, "middlewares", "remove it");
    if (node.bool("include_metadata", false)) {
      node.error(
          "include_metadata",
          "true is not supported: nothing here reads a request's metadata (expected: false)");
    }
  }

  private static void reject(ConfigNode node, String key, String hint) {
    if (node.has(key)) {
      node.error(key, "not supported (expected: " + hint + ")");
    }
  }

  private static @Nullable ServerTls tls(ConfigNode server) {
    ConfigNode node = server.child("tls");
    for (String key :
        List.of(
            "ca_pem",
            "cert_pem",
            "key_pem",
            "cipher_suites",
            "curve_preferences",
            "reload_interval",
            "client_ca_file_reload",
            "include_system_ca_certs_pool",
            "tpm")) {
      reject(
          node,
          key,
          key.endsWith("_pem")
              ? key.replace("_pem", "_file")
              : "remove it; known are cert_file, key_file, client_ca_file, min_version, max_version");
    }
    reject(node, "ca_file", "client_ca_file, to demand certificates of clients");
    String cert = node.string("cert_file", "");
    String key = node.string("key_file", "");
    String clientCa = node.optionalString("client_ca_file").filter(f -> !f.isEmpty()).orElse(null);
    int min = node.choice("min_version", TLS_VERSIONS, 2);
    int max = node.choice("max_version", TLS_VERSIONS, 3);
    if (node.keys().isEmpty()) {
      return null;
    }
    if (cert.isEmpty() || key.isEmpty()) {
      node.error(
          cert.isEmpty() ? "cert_file" : "key_file", "missing (expected: the path of a PEM file)");
      return null;
    }
    if (min > max) {
      node.error("min_version", "above max_version (expected: at most max_version)");
    }
    return new ServerTls(
        cert, key, clientCa, min == max ? List.of("TLSv1." + min) : List.of("TLSv1.3", "TLSv1.2"));
  }
}
