// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.Map;

/**
 * Names of metrics and labels as Prometheus allows them, with the suffixes of the OpenTelemetry
 * Prometheus exporter (specification, "Prometheus and OpenMetrics compatibility").
 */
final class PrometheusName {

  private static final String PREFIX = "otelcol_";
  private static final String TOTAL = "_total";

  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("d", "_days"),
          Map.entry("h", "_hours"),
          Map.entry("min", "_minutes"),
          Map.entry("s", "_seconds"),
          Map.entry("ms", "_milliseconds"),
          Map.entry("us", "_microseconds"),
          Map.entry("µs", "_microseconds"),
          Map.entry("ns", "_nanoseconds"),
          Map.entry("By", "_bytes"),
          Map.entry("KiBy", "_kibibytes"),
          Map.entry("MiBy", "_mebibytes"),
          Map.entry("GiBy", "_gibibytes"),
          Map.entry("1", "_ratio"));

  private PrometheusName() {}

  /** The name of a family: {@code otelcol_process_uptime_seconds_total}. */
  static String of(MetricSpec spec, MetricRegistry.Kind kind, ExpositionStyle style) {
    String name = PREFIX + sanitize(spec.name());
    boolean total = kind == MetricRegistry.Kind.COUNTER && !style.withoutTypeSuffix();
    if (total && name.endsWith(TOTAL)) {
      name = name.substring(0, name.length() - TOTAL.length());
    }
    String unit = style.withoutUnits() ? "" : UNITS.getOrDefault(spec.unit(), "");
    if (!name.endsWith(unit)) {
      name += unit;
    }
    return total ? name + TOTAL : name;
  }

  /** The text with everything but letters, digits and {@code _} replaced by {@code _}. */
  static String sanitize(String text) {
    var name = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (digit && i == 0) {
        name.append('_');
      }
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      name.append(letter || digit ? c : '_');
    }
    return name.toString();
  }
}
