// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** An exporter's own metrics, in the collector's names, and what was dropped by reason. */
final class SendingMetrics {

  private static final MetricSpec SENT =
      new MetricSpec(
          "exporter_sent_spans", "{spans}", "Spans that were successfully sent to a destination.");
  private static final MetricSpec SEND_FAILED =
      new MetricSpec(
          "exporter_send_failed_spans",
          "{spans}",
          "Spans that could not be sent and were given up.");
  private static final MetricSpec ENQUEUE_FAILED =
      new MetricSpec(
          "exporter_enqueue_failed_spans",
          "{spans}",
          "Spans that the sending queue had no room for when they were offered.");
  private static final MetricSpec DROPPED =
      new MetricSpec("exporter_dropped_spans", "{spans}", "Spans that were given up, by reason.");
  private static final MetricSpec QUEUE_SIZE =
      new MetricSpec(
          "exporter_queue_size",
          "{batches}",
          "What the sending queue holds, in flight included, in units of its sizer.");
  private static final MetricSpec QUEUE_CAPACITY =
      new MetricSpec(
          "exporter_queue_capacity",
          "{batches}",
          "What the sending queue can hold, in units of its sizer.");
  private static final MetricSpec IN_FLIGHT =
      new MetricSpec(
          "exporter_in_flight_requests",
          "{requests}",
          "Requests that are being encoded, sent, or waiting for another attempt.");

  final Counter sent;
  final Counter enqueueFailed;
  private final Counter sendFailed;
  private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
  private final ComponentContext context;
  private final Label exporter;

  SendingMetrics(ComponentContext context) {
    this.context = context;
    exporter = new Label("exporter", context.id().toString());
    sent = context.metrics().counter(SENT, exporter);
    sendFailed = context.metrics().counter(SEND_FAILED, exporter);
    enqueueFailed = context.metrics().counter(ENQUEUE_FAILED, exporter);
    for (DropReason reason : DropReason.values()) {
      var label = new Label("reason", reason.label());
      dropped.put(reason, context.metrics().counter(DROPPED, exporter, label));
    }
  }

  void registerGauges(DoubleSupplier queueSize, long capacity, DoubleSupplier inFlight) {
    var traces = new Label("data_type", "traces");
    context.metrics().gauge(QUEUE_SIZE, queueSize, exporter, traces);
    context.metrics().gauge(QUEUE_CAPACITY, () -> (double) capacity, exporter, traces);
    context.metrics().gauge(IN_FLIGHT, inFlight, exporter, traces);
  }

  @SuppressWarnings("NullAway") // the map has every reason
  void dropped(DropReason reason, long spans) {
    sendFailed.add(spans);
    dropped.get(reason).add(spans);
  }
}
