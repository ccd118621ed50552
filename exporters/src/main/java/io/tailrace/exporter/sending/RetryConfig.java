// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.config.ConfigNode;
import java.time.Duration;

/**
 * When a failed request is sent again ({@code retry_on_failure}).
 *
 * @param enabled whether it is sent again at all
 * @param initialInterval the first pause
 * @param randomizationFactor how far a pause may be off either way, as a part of itself
 * @param multiplier what the next pause is multiplied with
 * @param maxInterval the longest pause, before randomization
 * @param maxElapsedTime when to give up, counted from the first attempt; zero for never
 */
public record RetryConfig(
    boolean enabled,
    Duration initialInterval,
    double randomizationFactor,
    double multiplier,
    Duration maxInterval,
    Duration maxElapsedTime) {

  /** The collector's defaults. */
  public static final RetryConfig DEFAULT =
      new RetryConfig(
          true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ofSeconds(300));

  /** For destinations where another attempt makes no sense. */
  public static final RetryConfig NONE =
      new RetryConfig(false, Duration.ofSeconds(5), 0, 1, Duration.ofSeconds(5), Duration.ZERO);

  /**
   * Reads {@code retry_on_failure}.
   *
   * @param isPersistent whether what waits is in a storage: then the default is to try for ever,
   *     because the storage has the bound
   */
  static RetryConfig parse(ConfigNode node, boolean isPersistent) {
    var enabled = node.bool("enabled", DEFAULT.enabled);
    var initial = node.duration("initial_interval", DEFAULT.initialInterval);
    double randomization = node.number("randomization_factor", DEFAULT.randomizationFactor, 0, 1);
    double multiplier = node.number("multiplier", DEFAULT.multiplier, 0, 1000);
    var maxInterval = node.duration("max_interval", DEFAULT.maxInterval);
    var maxElapsed =
        node.duration("max_elapsed_time", isPersistent ? Duration.ZERO : DEFAULT.maxElapsedTime);
    if (!maxElapsed.isZero() && maxElapsed.compareTo(initial) < 0) {
      node.error(
          "max_elapsed_time",
          maxElapsed.toMillis()
              + "ms (expected: 0, or >= initial_interval, which is "
              + initial.toMillis()
              + "ms)");
    }
    if (!maxElapsed.isZero() && maxElapsed.compareTo(maxInterval) < 0) {
      node.error(
          "max_elapsed_time",
          maxElapsed.toMillis()
              + "ms (expected: 0, or >= max_interval, which is "
              + maxInterval.toMillis()
              + "ms)");
    }
    return new RetryConfig(enabled, initial, randomization, multiplier, maxInterval, maxElapsed);
  }
}
