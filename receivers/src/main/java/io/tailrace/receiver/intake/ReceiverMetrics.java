// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.intake;

import io.tailrace.component.ComponentId;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricSpec;

/**
 * What one transport of a receiver counts: the collector's metrics of receivers, and with a reason
 * what was not taken.
 */
public final class ReceiverMetrics {

  private static final String SPANS = "{spans}";

  private static final MetricSpec ACCEPTED =
      new MetricSpec(
          "receiver_accepted_spans",
          SPANS,
          "Number of spans successfully pushed into the pipeline.");
  private static final MetricSpec REFUSED =
      new MetricSpec(
          "receiver_refused_spans",
          SPANS,
          "Number of spans that could not be pushed into the pipeline.");
  private static final MetricSpec FAILED =
      new MetricSpec(
          "receiver_failed_spans",
          SPANS,
          "The number of spans that failed to be processed by the receiver due to internal errors.");
  private static final MetricSpec REJECTED =
      new MetricSpec(
          "receiver_rejected_spans", SPANS, "Number of spans that can never be taken, by reason.");
  private static final MetricSpec REJECTED_REQUESTS =
      new MetricSpec(
          "receiver_rejected_requests",
          "{requests}",
          "Number of requests that were not taken before their spans were known, by reason.");
  private static final MetricSpec REPAIRED =
      new MetricSpec(
          "receiver_repaired_spans",
          SPANS,
          "Number of spans taken although something in them was replaced or left out, by reason.");

  final Counter acceptedSpans;
  final Counter refusedSpans;
  final Counter failedSpans;

  /** Spans left out of a request because their IDs are not valid. */
  final Counter invalidSpans;

  /** Spans that the pipeline can never take. */
  final Counter unacceptableSpans;

  private final MetricRegistry registry;
  private final Label receiver;
  private final Label transport;

  /**
   * Registers the metrics.
   *
   * @param transportName such as {@code grpc}, {@code http} or {@code udp}
   */
  public ReceiverMetrics(MetricRegistry registry, ComponentId id, String transportName) {
    this.registry = registry;
    receiver = new Label("receiver", id.toString());
    transport = new Label("transport", transportName);
    acceptedSpans = registry.counter(ACCEPTED, receiver, transport);
    refusedSpans = registry.counter(REFUSED, receiver, transport);
    failedSpans = registry.counter(FAILED, receiver, transport);
    invalidSpans = rejectedSpans("invalid_id");
    unacceptableSpans = rejectedSpans("pipeline");
  }

  /** Counts spans that were left out; only for reasons of which there are few. */
  public void rejectedSpans(String reason, long count) {
    rejectedSpans(reason).add(count);
  }

  /**
   * Counts spans that were taken although something in them had to be replaced or left out; only
   * for reasons of which there are few.
   */
  public void repairedSpans(String reason, long count) {
    registry.counter(REPAIRED, receiver, transport, new Label("reason", reason)).add(count);
  }

  private Counter rejectedSpans(String reason) {
    return registry.counter(REJECTED, receiver, transport, new Label("reason", reason));
  }

  /** Counts a request that was not taken; only for reasons of which there are few. */
  public void rejectedRequest(String reason) {
    registry
        .counter(REJECTED_REQUESTS, receiver, transport, new Label("reason", reason))
        .increment();
  }
}
