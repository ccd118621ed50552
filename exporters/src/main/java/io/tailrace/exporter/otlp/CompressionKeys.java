// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.encoding.Compression;
import java.util.List;
import java.util.Map;

/** The key {@code compression} of the exporters that speak OTLP. */
final class CompressionKeys {

  private static final Map<String, Compression> GRPC =
      Map.of(
          "gzip", Compression.GZIP,
          "zstd", Compression.ZSTD,
          "none", Compression.NONE,
          "", Compression.NONE);

  private static final Map<String, Compression> HTTP =
      Map.of(
          "gzip", Compression.GZIP,
          "zstd", Compression.ZSTD,
          "deflate", Compression.DEFLATE,
          "zlib", Compression.DEFLATE,
          "none", Compression.NONE,
          "", Compression.NONE);

  private CompressionKeys() {}

  static Compression grpc(ConfigNode node) {
    return parse(node, GRPC, List.of("snappy"));
  }

  static Compression http(ConfigNode node) {
    return parse(node, HTTP, List.of("snappy", "x-snappy-framed", "lz4"));
  }

  private static Compression parse(
      ConfigNode node, Map<String, Compression> choices, List<String> unsupported) {
    String word = node.string("compression", "gzip");
    if (unsupported.contains(word)) {
      node.error("compression", word + " is not supported (expected: zstd, which is as fast)");
      return Compression.GZIP;
    }
    return node.choice("compression", choices, Compression.GZIP);
  }

  /** {@code compression_params::level}; the default level if it is absent. */
  static int level(ConfigNode node, Compression compression) {
    var params = node.child("compression_params");
    return (int) params.integer("level", compression.defaultLevel(), 1, compression.maxLevel());
  }
}
