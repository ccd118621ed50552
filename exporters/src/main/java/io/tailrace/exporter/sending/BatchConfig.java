// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.config.ConfigNode;
import java.time.Duration;

/**
 * How consumed batches are glued to larger requests ({@code sending_queue.batch}).
 *
 * @param flushTimeout how long the first span of a request waits for others
 * @param minSize a request of this size leaves at once
 * @param maxSize a request of more than this is split by spans; 0 for no limit
 * @param sizer what the sizes count: {@link Sizer#ITEMS} or {@link Sizer#BYTES}
 */
public record BatchConfig(Duration flushTimeout, long minSize, long maxSize, Sizer sizer) {

  private static final Duration FLUSH_TIMEOUT = Duration.ofMillis(200);
  private static final long MIN_SIZE = 8192;

  static BatchConfig parse(ConfigNode node) {
    var timeout = node.duration("flush_timeout", FLUSH_TIMEOUT);
    if (timeout.isZero()) {
      node.error("flush_timeout", "0s (expected: > 0)");
      timeout = FLUSH_TIMEOUT;
    }
    long minSize = node.integer("min_size", MIN_SIZE, 0, Long.MAX_VALUE);
    long maxSize = node.integer("max_size", 0, 0, Long.MAX_VALUE);
    if (maxSize > 0 && maxSize < minSize) {
      node.error("max_size", maxSize + " (expected: 0, or >= min_size, which is " + minSize + ")");
      maxSize = minSize;
    }
    if (node.has("partition")) {
      node.error("partition", "is not supported (client metadata is not kept beside spans)");
    }
    var sizer = node.choice("sizer", Sizer.FOR_BATCHES, Sizer.ITEMS);
    return new BatchConfig(timeout, minSize, maxSize, sizer);
  }
}
