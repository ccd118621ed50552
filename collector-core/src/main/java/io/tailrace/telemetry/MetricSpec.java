// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

/**
 * What a metric is called and means.
 *
 * @param name without the prefix {@code otelcol_}, such as {@code receiver_accepted_spans}
 * @param unit a UCUM unit as OpenTelemetry writes it: {@code By}, {@code s}, {@code {spans}}
 * @param description one sentence
 */
public record MetricSpec(String name, String unit, String description) {}
