// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.config.ConfigNode;

/**
 * The keys that exporters have in common.
 *
 * @param queue {@code sending_queue}
 * @param retry {@code retry_on_failure}
 */
public record SendingConfig(QueueConfig queue, RetryConfig retry) {

  /** The collector's defaults. */
  public static final SendingConfig DEFAULT =
      new SendingConfig(QueueConfig.DEFAULT, RetryConfig.DEFAULT);

  /** Reads {@code sending_queue} and {@code retry_on_failure} of an exporter's section. */
  public static SendingConfig parse(ConfigNode exporter) {
    var queue = QueueConfig.parse(exporter.child("sending_queue"));
    return new SendingConfig(
        queue, RetryConfig.parse(exporter.child("retry_on_failure"), queue.storage().isPresent()));
  }
}
