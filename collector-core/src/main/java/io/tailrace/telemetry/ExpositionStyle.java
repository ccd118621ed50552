// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.List;
import java.util.Optional;

/**
 * How metrics are spelt in the Prometheus text format: the collector's {@code
 * readers[].pull.exporter.prometheus}.
 *
 * @param withoutScopeInfo no {@code otel_scope_name} and {@code otel_scope_version} on series
 * @param withoutUnits no unit at the end of names: {@code _seconds}, {@code _bytes}
 * @param withoutTypeSuffix no {@code _total} at the end of the names of counters
 * @param resourceLabels which attributes of the resource stand on every series; empty for none
 */
public record ExpositionStyle(
    boolean withoutScopeInfo,
    boolean withoutUnits,
    boolean withoutTypeSuffix,
    Optional<ResourceLabels> resourceLabels) {

  /** What the collector does if nothing is configured: names as they are. */
  public static final ExpositionStyle DEFAULT =
      new ExpositionStyle(true, true, true, Optional.empty());

  /**
   * A choice of resource attributes by exact name: what is excluded is out, an empty {@code
   * included} means all others.
   */
  public record ResourceLabels(List<String> included, List<String> excluded) {

    public ResourceLabels {
      included = List.copyOf(included);
      excluded = List.copyOf(excluded);
    }

    boolean chooses(String attribute) {
      return !excluded.contains(attribute) && (included.isEmpty() || included.contains(attribute));
    }
  }
}
