// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import org.jspecify.annotations.Nullable;

/** How a body writes spans; with the collector's names of transports. */
enum Format {
  V1_JSON("http_v1_json"),
  V1_THRIFT("http_v1_thrift"),
  V2_JSON("http_v2_json"),
  V2_PROTO("http_v2_proto");

  static final String V1_PATH = "/api/v1/spans";
  static final String V2_PATH = "/api/v2/spans";

  final String transport;

  Format(String transport) {
    this.transport = transport;
  }

  /**
   * The format of a request to one of the two paths; null if the media type is for the other one.
   * Every type that is none of Thrift or Protocol Buffers is taken for JSON, as the collector does.
   */
  static @Nullable Format of(String path, String mediaType) {
    boolean isV1 = path.equals(V1_PATH);
    return switch (mediaType) {
      case "application/x-thrift",
          "application/vnd.apache.thrift.binary",
          "application/vnd.apache.thrift" ->
          isV1 ? V1_THRIFT : null;
      case "application/x-protobuf", "application/protobuf", "application/vnd.google.protobuf" ->
          isV1 ? null : V2_PROTO;
      default -> isV1 ? V1_JSON : V2_JSON;
    };
  }

  boolean isJson() {
    return this == V1_JSON || this == V2_JSON;
  }
}
