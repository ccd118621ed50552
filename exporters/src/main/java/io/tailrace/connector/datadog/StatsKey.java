// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A group of spans: what {@code ClientGroupedStats} and {@code ClientStatsPayload} say about it.
 * Made only when statistics leave; until then a key is bytes, see {@link StatsKeys}.
 */
record StatsKey(
    Source source,
    String service,
    String name,
    String resource,
    String type,
    String kind,
    String grpcStatus,
    int httpStatus,
    boolean isSynthetic,
    boolean isRoot,
    List<String> peerTags) {

  static final int SYNTHETIC = 1;
  static final int ROOT = 2;

  /** Who sent the spans. */
  record Source(
      String env,
      String hostname,
      String version,
      String containerId,
      String gitCommitSha,
      String imageTag) {}

  StatsKey {
    peerTags = List.copyOf(peerTags);
  }

  /** Reads a key. */
  static StatsKey of(byte[] key) {
    var reader = new Reader(key);
    var source =
        new Source(
            reader.text(),
            reader.text(),
            reader.text(),
            reader.text(),
            reader.text(),
            reader.text());
    String service = reader.text();
    String name = reader.text();
    String resource = reader.text();
    String type = reader.text();
    String kind = reader.text();
    String grpc = reader.text();
    int http = reader.number();
    int flags = reader.number();
    int count = reader.number();
    var peerTags = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      peerTags.add(reader.text() + ":" + reader.text());
    }
    return new StatsKey(
        source,
        service,
        name,
        resource,
        type,
        kind,
        grpc,
        http,
        (flags & SYNTHETIC) != 0,
        (flags & ROOT) != 0,
        peerTags);
  }

  private static final class Reader {
    private final byte[] key;
    private int at;

    Reader(byte[] key) {
      this.key = key;
    }

    int number() {
      int value = (key[at] & 0xFF) << 8 | (key[at + 1] & 0xFF);
      at += 2;
      return value;
    }

    String text() {
      int length = number();
      at += length;
      return new String(key, at - length, length, StandardCharsets.UTF_8);
    }
  }
}
