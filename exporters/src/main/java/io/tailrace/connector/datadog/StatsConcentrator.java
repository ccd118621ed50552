// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Buckets by the end of spans, of which the present and the previous one are open (datadog-agent
 * {@code pkg/trace/stats/span_concentrator.go}). Older spans count in the oldest open bucket, those
 * of a future clock in the newest. Thread-safe: a batch is counted under one lock.
 */
final class StatsConcentrator {

  private static final int OPEN_BUCKETS = 2;
  private static final String OVERFLOW = "_tailrace_overflow";

  private final long intervalNanos;
  private final int maxGroups;
  private final byte[] overflowKey;
  private final TreeMap<Long, StatsBucket> buckets = new TreeMap<>();
  private long oldestStart;

  StatsConcentrator(long intervalNanos, int maxGroups, long nowNanos) {
    this.intervalNanos = intervalNanos;
    this.maxGroups = maxGroups;
    oldestStart = align(nowNanos);
    overflowKey = overflowKey();
  }

  /** What is counted here has no source, no kind and no peer any more. */
  private static byte[] overflowKey() {
    var key = new StatsKeys();
    for (int i = 0; i < 6; i++) {
      key.number(0);
    }
    for (int i = 0; i < 3; i++) {
      key.field(OVERFLOW);
    }
    for (int i = 0; i < 6; i++) {
      key.number(0);
    }
    return java.util.Arrays.copyOf(key.bytes(), key.size());
  }

  private long align(long nanos) {
    return nanos - Math.floorMod(nanos, intervalNanos);
  }

  /**
   * Counts a batch.
   *
   * @return how many spans found no place in a group of their own
   */
  synchronized int add(SpanCounts counts, long nowNanos) {
    int overflowed = 0;
    long newest = align(nowNanos);
    byte[] keys = counts.keys.bytes();
    for (int i = 0; i < counts.count; i++) {
      long start = Math.min(Math.max(align(counts.endNanos[i]), oldestStart), newest);
      var bucket = buckets.get(start);
      if (bucket == null) {
        bucket = new StatsBucket(start, maxGroups, overflowKey);
        buckets.put(start, bucket);
      }
      var group = bucket.group(keys, counts.keyStart[i], counts.keyEnd[i]);
      group.add(counts.durationNanos[i], counts.isError[i], counts.isTopLevel[i], counts.weight[i]);
      if (bucket.isOverflow(group)) {
        overflowed++;
      }
    }
    return overflowed;
  }

  /**
   * Takes out the buckets that are closed.
   *
   * @param all whether to take out the open ones too
   */
  synchronized List<StatsBucket> flush(long nowNanos, boolean all) {
    var closed = new ArrayList<StatsBucket>();
    var each = buckets.values().iterator();
    while (each.hasNext()) {
      var bucket = each.next();
      if (all || bucket.startNanos <= nowNanos - OPEN_BUCKETS * intervalNanos) {
        closed.add(bucket);
        each.remove();
      }
    }
    oldestStart = Math.max(oldestStart, align(nowNanos) - (OPEN_BUCKETS - 1) * intervalNanos);
    return closed;
  }

  /** The number of groups in open buckets. */
  synchronized int groups() {
    return buckets.values().stream().mapToInt(StatsBucket::groups).sum();
  }
}
