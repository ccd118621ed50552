// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.component.ComponentContext;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.Utf8Repair;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import io.tailrace.telemetry.log.RateLimitedLog;
import java.time.Duration;

/** {@link Utf8Repair} with a metric: strict backends refuse a batch with one invalid string. */
public final class StringRepair {

  private static final MetricSpec REPAIRED =
      new MetricSpec(
          "exporter_repaired_spans",
          "{spans}",
          "Spans in which invalid UTF-8 was replaced before they were sent.");

  private final Counter repaired;
  private final RateLimitedLog warnings;

  /** A repair that counts for one exporter. */
  public StringRepair(ComponentContext context) {
    repaired = context.metrics().counter(REPAIRED, new Label("exporter", context.id().toString()));
    warnings = new RateLimitedLog(context.logger(), context.clock(), Duration.ofSeconds(10));
  }

  /** The batch with every string valid. */
  public SpanBatch repair(SpanBatch batch) {
    var result = Utf8Repair.repair(batch);
    if (result.spans() > 0) {
      repaired.add(result.spans());
      warnings.warn(
          "replaced invalid UTF-8 by U+FFFD in {} spans; their sender breaks the protocol",
          result.spans());
    }
    return result.batch();
  }
}
