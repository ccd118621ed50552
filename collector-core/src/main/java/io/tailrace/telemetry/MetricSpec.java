// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

/**
 * What a metric is called and means.
 *
 * @param name without the prefix {@code otelcol_}, such as {@code receiver_accepted_spans}
 * @param unit a UCUM unit as OpenTelemetry writes it: {@code By}, {@code s}, {@code {spans}}
 * @param description one sentence
 * @param level the least level at which the metric is exposed
 */
public record MetricSpec(String name, String unit, String description, MetricLevel level) {

  /** A metric that is exposed at every level except {@link MetricLevel#NONE}. */
  public MetricSpec(String name, String unit, String description) {
    this(name, unit, description, MetricLevel.BASIC);
  }
}
