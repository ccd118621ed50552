// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentContext;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import java.util.function.LongSupplier;

/** What an exporter says about the storage of its queue. */
final class StorageMetrics {

  private static final MetricSpec FILE_BYTES =
      new MetricSpec("exporter_storage_bytes", "By", "What the files of the sending queue have.");
  private static final MetricSpec RECOVERED =
      new MetricSpec(
          "exporter_storage_recovered_spans",
          "{spans}",
          "Spans that were in the storage at the start and are sent (again).");
  private static final MetricSpec DAMAGED =
      new MetricSpec(
          "exporter_storage_damaged_bytes",
          "By",
          "Bytes in the storage that were no request when the collector started.");
  private static final MetricSpec FAILURES =
      new MetricSpec(
          "exporter_storage_failures",
          "{failures}",
          "Failures to write, read, force or delete a file of the sending queue.");

  final Counter recovered;
  final Counter damagedBytes;
  final Counter failures;
  private final ComponentContext context;
  private final Label exporter;

  StorageMetrics(ComponentContext context) {
    this.context = context;
    exporter = new Label("exporter", context.id().toString());
    recovered = context.metrics().counter(RECOVERED, exporter);
    damagedBytes = context.metrics().counter(DAMAGED, exporter);
    failures = context.metrics().counter(FAILURES, exporter);
  }

  void register(LongSupplier fileBytes) {
    context.metrics().gauge(FILE_BYTES, () -> (double) fileBytes.getAsLong(), exporter);
  }
}
