// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.SpanIndex;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources that were read before: by the hash of their bytes, all forgotten when there are many.
 */
final class ResourceCache {

  private static final int MAX_RESOURCES = 2000;
  private static final int MAX_BYTES = 4 << 20;

  private final Keys keys;
  private final String fallbackHost;
  private final Map<Integer, ResourceFacts> byHash = new HashMap<>();
  private int bytesHeld;
  private int newestHash;
  private @Nullable ResourceFacts newest;

  ResourceCache(Keys keys, String fallbackHost) {
    this.keys = keys;
    this.fallbackHost = fallbackHost;
  }

  /** The facts of a resource in the index. */
  ResourceFacts of(SpanIndex index, int resource) {
    byte[] bytes = index.contextBytes();
    int from = index.resourceOffset(resource);
    int to = from + index.resourceLength(resource);
    int hash = ByteHash.of(bytes, from, to - from);
    var recent = newest;
    if (recent != null && hash == newestHash && isSame(recent, bytes, from, to)) {
      return recent;
    }
    var facts = byHash.get(hash);
    if (facts == null || !isSame(facts, bytes, from, to)) {
      if (byHash.size() >= MAX_RESOURCES || bytesHeld > MAX_BYTES) {
        byHash.clear();
        bytesHeld = 0;
      }
      facts = new ResourceFacts(Arrays.copyOfRange(bytes, from, to), keys, fallbackHost);
      byHash.put(hash, facts);
      bytesHeld += to - from;
    }
    newest = facts;
    newestHash = hash;
    return facts;
  }

  private static boolean isSame(ResourceFacts facts, byte[] bytes, int from, int to) {
    return Arrays.equals(facts.bytes, 0, facts.bytes.length, bytes, from, to);
  }
}
