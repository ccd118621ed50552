// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import io.tailrace.config.ConfigNode;
import java.time.Duration;
import java.util.List;

/**
 * The collector's keys of {@code batch}.
 *
 * @param sendBatchSize how many spans make a batch go out; 0 to hold none back
 * @param timeout how long a span is held back at most; zero to hold none back
 * @param sendBatchMaxSize the most spans that go out in one batch; 0 for any number
 */
public record BatchConfig(int sendBatchSize, Duration timeout, int sendBatchMaxSize) {

  static final BatchConfig DEFAULT = new BatchConfig(8192, Duration.ofMillis(200), 0);

  private static final String NO_METADATA =
      "batches by client metadata are not supported (expected: absent; one pipeline per tenant does"
          + " the same)";

  static BatchConfig parse(ConfigNode node) {
    int size = count(node, "send_batch_size", DEFAULT.sendBatchSize());
    int max = count(node, "send_batch_max_size", DEFAULT.sendBatchMaxSize());
    if (max > 0 && max < size) {
      node.error("send_batch_max_size", max + " (expected: 0, or >= send_batch_size " + size + ")");
    }
    Duration timeout = node.duration("timeout", DEFAULT.timeout());
    if (!node.strings("metadata_keys", List.of()).isEmpty()) {
      node.error("metadata_keys", NO_METADATA);
    }
    if (node.has("metadata_cardinality_limit")) {
      node.error("metadata_cardinality_limit", NO_METADATA);
    }
    return new BatchConfig(size, timeout, max);
  }

  private static int count(ConfigNode node, String key, int defaultValue) {
    return (int) node.integer(key, defaultValue, 0, Integer.MAX_VALUE);
  }

  /** Whether nothing is held back to become larger. */
  boolean isImmediate() {
    return sendBatchSize == 0 || timeout.isZero();
  }
}
