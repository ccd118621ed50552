// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

/** How a sample goes to a receiver. */
public enum Wire {
  /** Jaeger {@code api_v2}, gRPC. */
  JAEGER_GRPC("jaeger-grpc", ""),
  /** Jaeger Thrift, binary, HTTP. */
  JAEGER_HTTP("jaeger-http", "application/x-thrift"),
  /** Jaeger Thrift, compact, UDP. */
  JAEGER_COMPACT("jaeger-udp-compact", ""),
  /** Jaeger Thrift, binary, UDP. */
  JAEGER_BINARY("jaeger-udp-binary", ""),
  /** Zipkin v1, JSON. */
  ZIPKIN_V1_JSON("zipkin-v1-json", "application/json"),
  /** Zipkin v1, Thrift. */
  ZIPKIN_V1_THRIFT("zipkin-v1-thrift", "application/x-thrift"),
  /** Zipkin v2, JSON. */
  ZIPKIN_V2_JSON("zipkin-v2-json", "application/json"),
  /** Zipkin v2, Protocol Buffers. */
  ZIPKIN_V2_PROTO("zipkin-v2-proto", "application/x-protobuf");

  private final String label;
  private final String contentType;

  Wire(String label, String contentType) {
    this.label = label;
    this.contentType = contentType;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }

  /** The media type over HTTP; empty where there is none. */
  public String contentType() {
    return contentType;
  }

  /** The path over HTTP. */
  public String path() {
    return switch (this) {
      case JAEGER_HTTP -> "/api/traces";
      case ZIPKIN_V1_JSON, ZIPKIN_V1_THRIFT -> "/api/v1/spans";
      default -> "/api/v2/spans";
    };
  }

  /** Whether it is a datagram, which nobody answers. */
  public boolean isUdp() {
    return this == JAEGER_COMPACT || this == JAEGER_BINARY;
  }
}
