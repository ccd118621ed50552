// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to see at one moment.
 *
 * @param seconds since the shop opened
 * @param closing whether the shop has closed, and the last decisions are waited for
 * @param sentSpans spans that the shop has sent
 * @param acceptedSpans spans that the collector has taken
 * @param heldTraces traces that wait for their decision
 * @param heldBytes what the buffer holds
 * @param limitBytes what it may hold
 * @param keptByPolicy traces that each policy voted to keep
 * @param keptTraces traces kept, by whatever policy
 * @param droppedTraces traces dropped
 * @param arrivedSpans spans that have arrived at the backend
 */
record DemoSnapshot(
    long seconds,
    boolean closing,
    long sentSpans,
    long acceptedSpans,
    long heldTraces,
    long heldBytes,
    long limitBytes,
    Map<String, Long> keptByPolicy,
    long keptTraces,
    long droppedTraces,
    long arrivedSpans) {

  private static final List<String> POLICIES = List.of("errors", "slow", "baseline");
  private static final String PREFIX = "processor_tail_sampling_";

  DemoSnapshot {
    keptByPolicy = Collections.unmodifiableMap(new LinkedHashMap<>(keptByPolicy));
  }

  /** Reads the collector's metrics. */
  static DemoSnapshot of(
      long seconds, boolean closing, long sentSpans, long arrivedSpans, MetricRegistry metrics) {
    var kept = new LinkedHashMap<String, Long>();
    for (String policy : POLICIES) {
      kept.put(
          policy,
          (long)
              metrics.value(
                  PREFIX + "count_traces_sampled",
                  new Label("policy", policy),
                  new Label("decision", "sampled")));
    }
    return new DemoSnapshot(
        seconds,
        closing,
        sentSpans,
        (long) metrics.value("receiver_accepted_spans"),
        (long) metrics.value(PREFIX + "sampling_traces_on_memory"),
        (long) metrics.value(PREFIX + "buffer_bytes"),
        (long) metrics.value(PREFIX + "buffer_limit_bytes"),
        kept,
        decided(metrics, "true"),
        decided(metrics, "false"),
        arrivedSpans);
  }

  private static long decided(MetricRegistry metrics, String sampled) {
    return (long)
        metrics.value(PREFIX + "global_count_traces_sampled", new Label("sampled", sampled));
  }
}
