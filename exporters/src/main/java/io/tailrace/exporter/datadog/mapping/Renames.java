// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys that Datadog spells differently (opentelemetry-mapping-go {@code attributes.HTTPMappings}).
 */
final class Renames {

  /** From OpenTelemetry's keys to Datadog's. */
  static final Map<String, String> TABLE =
      Map.ofEntries(
          Map.entry("client.address", "http.client_ip"),
          Map.entry("http.response.body.size", "http.response.content_length"),
          Map.entry("http.response.status_code", "http.status_code"),
          Map.entry("http.request.body.size", "http.request.content_length"),
          Map.entry("http.request.header.referrer", "http.referrer"),
          Map.entry("http.request.method", "http.method"),
          Map.entry("http.route", "http.route"),
          Map.entry("network.protocol.version", "http.version"),
          Map.entry("server.address", "http.server_name"),
          Map.entry("url.full", "http.url"),
          Map.entry("user_agent.original", "http.useragent"));

  private static final byte[] HEADER = "http.request.header.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEADERS = "http.request.headers.".getBytes(StandardCharsets.US_ASCII);

  private final Map<Integer, Tags.Name> byId = new HashMap<>();
  private final Tags.@Nullable Name[] table;

  Renames(Keys keys) {
    TABLE.forEach((from, to) -> byId.put(keys.require(from), new Tags.Name(to)));
    table = new Tags.Name[keys.count()];
    byId.forEach((id, name) -> table[id] = name);
  }

  /** The other spelling of a known key; null if it has none. */
  Tags.@Nullable Name of(int keyId) {
    return keyId < 0 ? null : table[keyId];
  }

  /** Whether a key names a header of a request. */
  static boolean isHeader(byte[] bytes, int offset, int length) {
    return length > HEADER.length
        && bytes[offset] == 'h'
        && Arrays.equals(bytes, offset, offset + HEADER.length, HEADER, 0, HEADER.length);
  }

  /** Points {@code key} at Datadog's spelling of it. */
  static void header(byte[] bytes, int offset, int length, Scratch scratch, Text key) {
    int start = scratch.size();
    scratch.put(HEADERS, 0, HEADERS.length);
    scratch.put(bytes, offset + HEADER.length, length - HEADER.length);
    scratch.textFrom(start, key);
  }
}
