// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.net.EventLoops;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A protocol in which load is sent, and the receiver that takes it. */
enum LoadProtocol {
  /** OTLP over gRPC. */
  OTLP(
      "otlp",
      """
        otlp:
          protocols:
            grpc:
              endpoint: 127.0.0.1:%d
              max_recv_msg_size_mib: 64
      """) {
    @Override
    SpanFormat format() {
      return new OtlpFormat();
    }

    @Override
    RequestSender connect(InetSocketAddress server, EventLoops eventLoops) {
      return new GrpcSender(
          server, eventLoops, "opentelemetry.proto.collector.trace.v1.TraceService/Export");
    }
  },

  /** Jaeger's {@code api_v2} over gRPC. */
  JAEGER_GRPC(
      "jaeger-grpc",
      """
        jaeger:
          protocols:
            grpc:
              endpoint: 127.0.0.1:%d
      """) {
    @Override
    SpanFormat format() {
      return new JaegerProtoFormat();
    }

    @Override
    RequestSender connect(InetSocketAddress server, EventLoops eventLoops) {
      return new GrpcSender(server, eventLoops, "jaeger.api_v2.CollectorService/PostSpans");
    }
  },

  /** Jaeger's Thrift, binary, over HTTP. */
  JAEGER_THRIFT(
      "jaeger-thrift",
      """
        jaeger:
          protocols:
            thrift_http:
              endpoint: 127.0.0.1:%d
              keep_alives_enabled: true
      """) {
    @Override
    SpanFormat format() {
      return new JaegerThriftFormat();
    }

    @Override
    RequestSender connect(InetSocketAddress server, EventLoops eventLoops) {
      return new HttpSender(server, eventLoops, "/api/traces", "application/x-thrift");
    }
  },

  /** Zipkin's JSON v2 over HTTP. */
  ZIPKIN_JSON(
      "zipkin-json",
      """
        zipkin:
          endpoint: 127.0.0.1:%d
          keep_alives_enabled: true
      """) {
    @Override
    SpanFormat format() {
      return new ZipkinJsonFormat();
    }

    @Override
    RequestSender connect(InetSocketAddress server, EventLoops eventLoops) {
      return new HttpSender(server, eventLoops, "/api/v2/spans", "application/json");
    }
  };

  private final String label;
  private final String receiver;

  LoadProtocol(String label, String receiver) {
    this.label = label;
    this.receiver = receiver;
  }

  /** The name on the command line and in reports. */
  String label() {
    return label;
  }

  /** How requests are written. */
  abstract SpanFormat format();

  /** The collector's receiver as YAML, below {@code receivers:}. */
  String receiverYaml(int port) {
    return receiver.formatted(port);
  }

  /** The type of the receiver, which is its name in a pipeline. */
  String receiverType() {
    return receiver.strip().substring(0, receiver.strip().indexOf(':'));
  }

  /** A connection to a server. */
  abstract RequestSender connect(InetSocketAddress server, EventLoops eventLoops);

  /**
   * The protocol with that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static LoadProtocol of(String label) {
    return Arrays.stream(values())
        .filter(p -> p.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "protocol: %s (expected: %s)"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(LoadProtocol::label)
                                .collect(Collectors.joining(", ")))));
  }
}
