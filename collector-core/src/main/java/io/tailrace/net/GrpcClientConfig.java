// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A gRPC client: the collector's keys.
 *
 * @param target where to connect to
 * @param tls how the connection is secured
 * @param headers sent with every call; keys in lower case
 * @param readBufferBytes the most that is read from a connection before anything is written to it
 * @param writeBufferBytes what is handed to a connection at once
 * @param keepalive pings on a quiet connection
 * @param balancer {@code round_robin} or {@code pick_first} over the addresses of the host
 * @param waitForReady whether a call waits for a connection until its deadline instead of failing
 * @param auth the ID of the extension that gives calls their credentials
 * @param authority what stands in {@code :authority} instead of the endpoint
 */
public record GrpcClientConfig(
    GrpcTarget target,
    ClientTls tls,
    Map<String, Secret> headers,
    int readBufferBytes,
    int writeBufferBytes,
    Optional<Keepalive> keepalive,
    String balancer,
    boolean waitForReady,
    Optional<String> auth,
    Optional<String> authority) {

  /**
   * Answers are small (source: the default of gRPC for Go, which the collector leaves as it is).
   */
  private static final int READ_BUFFER_BYTES = 32 << 10;

  /** The collector's default ({@code otlpexporter}). */
  private static final int WRITE_BUFFER_BYTES = 512 << 10;

  private static final GrpcTarget UNKNOWN = new GrpcTarget("localhost:4317", Optional.empty());

  /**
   * Pings.
   *
   * @param time how long a connection is quiet before one is sent
   * @param timeout how long its answer may take
   * @param permitWithoutStream whether they are sent while no call is in flight
   */
  public record Keepalive(Duration time, Duration timeout, boolean permitWithoutStream) {

    static Keepalive parse(ConfigNode node) {
      return new Keepalive(
          node.duration("time", Duration.ofSeconds(10)),
          node.duration("timeout", Duration.ofSeconds(10)),
          node.bool("permit_without_stream", false));
    }
  }

  public GrpcClientConfig {
    headers = Map.copyOf(headers);
  }

  /** Reads the client's keys of a component's section. */
  public static GrpcClientConfig parse(ConfigNode node) {
    rejectUnsupported(node);
    var target = target(node);
    var tls = ClientTls.parse(node.child("tls"));
    if (target.tls().isPresent()) {
      tls = target.tls().get() ? tls.withTls() : tls.withoutTls();
    }
    var keepalive =
        node.has("keepalive")
            ? Optional.of(Keepalive.parse(node.child("keepalive")))
            : Optional.<Keepalive>empty();
    return new GrpcClientConfig(
        target,
        tls,
        headers(node),
        SocketBuffers.parse(node, "read_buffer_size", READ_BUFFER_BYTES),
        SocketBuffers.parse(node, "write_buffer_size", WRITE_BUFFER_BYTES),
        keepalive,
        node.choice(
            "balancer_name",
            Map.of("round_robin", "round_robin", "pick_first", "pick_first"),
            "round_robin"),
        node.bool("wait_for_ready", false),
        ClientAuth.parse(node, tls.insecure()),
        node.optionalString("authority").filter(a -> !a.isEmpty()));
  }

  private static void rejectUnsupported(ConfigNode node) {
    if (node.has("middlewares")) {
      node.error("middlewares", "is not supported (expected: remove it)");
    }
  }

  private static GrpcTarget target(ConfigNode node) {
    String endpoint = node.string("endpoint", "");
    if (endpoint.isEmpty()) {
      node.error("endpoint", "missing (expected: host:port of the backend)");
      return UNKNOWN;
    }
    try {
      return GrpcTarget.parse(endpoint);
    } catch (IllegalArgumentException e) {
      node.error("endpoint", String.valueOf(e.getMessage()));
      return UNKNOWN;
    }
  }

  private static Map<String, Secret> headers(ConfigNode node) {
    var headers = new java.util.LinkedHashMap<String, Secret>();
    node.secretMap("headers")
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!lower.matches("[0-9a-z_.-]+") || lower.startsWith("grpc-")) {
                node.error(
                    "headers",
                    "\""
                        + name
                        + "\" (expected: letters, digits, '-', '_' or '.', not beginning with"
                        + " grpc-)");
              } else if (!value.value().matches("[\\x20-\\x7E]*") && !lower.endsWith("-bin")) {
                node.error("headers", "the value of " + name + " is not printable ASCII");
              } else {
                headers.put(lower, value);
              }
            });
    return headers;
  }
}
