// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.config.ConfigNode;
import io.tailrace.net.Endpoint;
import io.tailrace.net.GrpcServerConfig;
import io.tailrace.net.HttpServerConfig;
import io.tailrace.net.ServerSettings;
import io.tailrace.net.UdpServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the Jaeger receiver, under the collector's keys. A protocol that is null is off.
 *
 * @param grpc {@code PostSpans} of {@code jaeger.api_v2}
 * @param thriftHttp batches in Thrift by HTTP
 * @param thriftCompact {@code emitBatch} by UDP, by custom in TCompactProtocol
 * @param thriftBinary {@code emitBatch} by UDP, by custom in TBinaryProtocol
 */
public record JaegerReceiverConfig(
    @Nullable GrpcServerConfig grpc,
    @Nullable HttpServerConfig thriftHttp,
    @Nullable UdpServerConfig thriftCompact,
    @Nullable UdpServerConfig thriftBinary) {

  static final Endpoint DEFAULT_GRPC = new Endpoint("localhost", 14_250);
  static final Endpoint DEFAULT_HTTP = new Endpoint("localhost", 14_268);
  static final Endpoint DEFAULT_COMPACT = new Endpoint("localhost", 6831);
  static final Endpoint DEFAULT_BINARY = new Endpoint("localhost", 6832);

  static JaegerReceiverConfig fromNode(ConfigNode node) {
    ConfigNode protocols = node.child("protocols");
    var config =
        new JaegerReceiverConfig(
            protocols.has("grpc")
                ? ServerSettings.grpc(protocols.child("grpc"), DEFAULT_GRPC)
                : null,
            protocols.has("thrift_http")
                ? ServerSettings.http(protocols.child("thrift_http"), DEFAULT_HTTP)
                : null,
            udp(protocols, "thrift_compact", DEFAULT_COMPACT),
            udp(protocols, "thrift_binary", DEFAULT_BINARY));
    if (config.isEmpty()) {
      node.error(
          "protocols",
          "no protocol is on (expected: grpc, thrift_http, thrift_compact, thrift_binary, or some"
              + " of them)");
    }
    if (node.has("remote_sampling")) {
      node.error(
          "remote_sampling",
          "not supported: no sampling strategies are served (expected: remove it; let clients"
              + " sample everything, and tail_sampling decide)");
    }
    return config;
  }

  private static @Nullable UdpServerConfig udp(
      ConfigNode protocols, String key, Endpoint endpoint) {
    return protocols.has(key) ? UdpServerConfig.read(protocols.child(key), endpoint) : null;
  }

  private boolean isEmpty() {
    return grpc == null && thriftHttp == null && thriftCompact == null && thriftBinary == null;
  }
}
