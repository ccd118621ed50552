// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.storage.RequestStorage;
import java.util.Optional;

/**
 * What an exporter may hold on its way out ({@code sending_queue}). The size covers requests that
 * wait, are in flight or wait for another attempt.
 *
 * @param numConsumers how many requests are in flight or between attempts at once
 * @param queueSize when the queue is full, in units of {@code sizer}
 * @param sizer what the size counts
 * @param isFullNormal whether a full queue is how the exporter slows its senders down, and no
 *     failure that is counted ({@code block_on_overflow})
 * @param storage the extension that keeps what waits; empty if memory does
 * @param batch how batches are glued together; empty if they leave as they came
 */
public record QueueConfig(
    int numConsumers,
    long queueSize,
    Sizer sizer,
    boolean isFullNormal,
    Optional<String> storage,
    Optional<BatchConfig> batch) {

  private static final int NUM_CONSUMERS = 10;
  private static final long QUEUE_SIZE = 1000;

  /** A queue in memory. */
  public QueueConfig(int numConsumers, long queueSize, Sizer sizer, Optional<BatchConfig> batch) {
    this(numConsumers, queueSize, sizer, false, Optional.empty(), batch);
  }

  /** The collector's defaults. */
  public static final QueueConfig DEFAULT =
      new QueueConfig(NUM_CONSUMERS, QUEUE_SIZE, Sizer.REQUESTS, Optional.empty());

  /**
   * Reads {@code sending_queue}. With {@code enabled: false} nothing waits: as many batches as
   * there are consumers are in flight, and more are refused.
   */
  static QueueConfig parse(ConfigNode node) {
    boolean enabled = node.bool("enabled", true);
    int consumers = (int) node.integer("num_consumers", NUM_CONSUMERS, 1, 10_000);
    long size = node.integer("queue_size", QUEUE_SIZE, 1, Long.MAX_VALUE);
    var sizer = node.choice("sizer", Sizer.FOR_QUEUES, Sizer.REQUESTS);
    boolean isFullNormal = node.bool("block_on_overflow", false);
    var storage = node.reference("storage", RequestStorage.class);
    if (node.bool("wait_for_result", false)) {
      node.error(
          "wait_for_result",
          "true (expected: false; receivers acknowledge what the queue has taken)");
    }
    Optional<BatchConfig> batch = Optional.empty();
    if (node.has("batch")) {
      batch = Optional.of(BatchConfig.parse(node.child("batch")));
    }
    if (!enabled) {
      if (batch.isPresent()) {
        node.error("batch", "needs the queue (expected: sending_queue::enabled: true)");
      }
      if (storage.isPresent()) {
        node.error("storage", "needs the queue (expected: sending_queue::enabled: true)");
      }
      return new QueueConfig(
          consumers, consumers, Sizer.REQUESTS, isFullNormal, Optional.empty(), Optional.empty());
    }
    return new QueueConfig(consumers, size, sizer, isFullNormal, storage, batch);
  }
}
