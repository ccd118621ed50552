// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import io.tailrace.component.ComponentContext;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Distribution;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricLevel;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricSpec;

/** The metrics of one batch processor, with the collector's names. */
final class BatchMetrics {

  private static final MetricSpec INCOMING =
      new MetricSpec("processor_incoming_items", "{items}", "Items that the processor took");
  private static final MetricSpec OUTGOING =
      new MetricSpec("processor_outgoing_items", "{items}", "Items that the processor handed on");
  private static final MetricSpec DROPPED =
      new MetricSpec(
          "tailrace_processor_dropped_spans", "{spans}", "Spans that were given up, by reason");
  private static final MetricSpec SIZE =
      new MetricSpec(
          "processor_batch_batch_send_size",
          "{unit}",
          "Number of units in the batch",
          MetricLevel.NORMAL);
  private static final MetricSpec SIZE_BYTES =
      new MetricSpec(
          "processor_batch_batch_send_size_bytes",
          "By",
          "Number of bytes in batch that was sent",
          MetricLevel.DETAILED);
  private static final MetricSpec SIZE_TRIGGER =
      new MetricSpec(
          "processor_batch_batch_size_trigger_send",
          "{time}",
          "Number of times the batch was sent due to a size trigger",
          MetricLevel.NORMAL);
  private static final MetricSpec TIMEOUT_TRIGGER =
      new MetricSpec(
          "processor_batch_timeout_trigger_send",
          "{time}",
          "Number of times the batch was sent due to a timeout trigger",
          MetricLevel.NORMAL);
  private static final MetricSpec CARDINALITY =
      new MetricSpec(
          "processor_batch_metadata_cardinality",
          "{combination}",
          "Number of distinct metadata value combinations being processed",
          MetricLevel.NORMAL);

  private static final double[] SIZE_BOUNDS = {
    10, 25, 50, 75, 100, 250, 500, 750, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000,
    20000, 30000, 50000, 100000
  };
  private static final double[] BYTE_BOUNDS = {
    128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576,
    2097152, 4194304, 8388608, 16777216
  };

  final Counter incoming;
  final Counter sizeTrigger;
  final Counter timeoutTrigger;

  private final MetricRegistry registry;
  private final Label processor;
  private final Counter outgoing;
  private final Distribution size;
  private final Distribution sizeBytes;

  BatchMetrics(ComponentContext context) {
    registry = context.metrics();
    processor = new Label("processor", context.id().toString());
    var traces = new Label("otel_signal", "traces");
    incoming = registry.counter(INCOMING, processor, traces);
    outgoing = registry.counter(OUTGOING, processor, traces);
    sizeTrigger = registry.counter(SIZE_TRIGGER, processor);
    timeoutTrigger = registry.counter(TIMEOUT_TRIGGER, processor);
    size = registry.distribution(SIZE, SIZE_BOUNDS, 1, 10_000_000, processor);
    sizeBytes = registry.distribution(SIZE_BYTES, BYTE_BOUNDS, 1, Integer.MAX_VALUE, processor);
    registry.gauge(CARDINALITY, () -> 1, processor);
  }

  void sent(SpanBatch batch) {
    outgoing.add(batch.spanCount());
    size.record(batch.spanCount());
    sizeBytes.record(batch.length());
  }

  void dropped(int spans, String reason) {
    registry.counter(DROPPED, processor, new Label("reason", reason)).add(spans);
  }
}
