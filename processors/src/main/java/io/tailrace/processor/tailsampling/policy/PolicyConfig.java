// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

import java.util.Set;

/** One entry of {@code policies}. */
public sealed interface PolicyConfig {

  /** The name, unique within the processor. */
  String name();

  /** {@code always_sample}. */
  record AlwaysSample(String name) implements PolicyConfig {}

  /**
   * {@code status_code}.
   *
   * @param codes the status codes of {@link io.tailrace.otlp.SpanIndex} that are sampled
   */
  record StatusCode(String name, Set<Integer> codes) implements PolicyConfig {
    public StatusCode {
      codes = Set.copyOf(codes);
    }
  }

  /**
   * {@code latency}: the duration from the earliest start to the latest end, in whole milliseconds.
   *
   * @param thresholdMillis longer traces are sampled
   * @param upperThresholdMillis if not 0, only up to this duration
   */
  record Latency(String name, long thresholdMillis, long upperThresholdMillis)
      implements PolicyConfig {}

  /**
   * {@code probabilistic}.
   *
   * @param samplingPercentage the share of traces, 0 to 100
   * @param hashSalt empty for the default salt
   */
  record Probabilistic(String name, double samplingPercentage, String hashSalt)
      implements PolicyConfig {}
}
