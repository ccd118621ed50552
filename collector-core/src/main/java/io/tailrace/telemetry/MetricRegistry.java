// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * The metrics of one collector. Asking twice for the same name and labels gives the same metric.
 * Thread-safe.
 */
public final class MetricRegistry {

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  /** A counter; exposed with the suffix {@code _total} only if the user asks for it. */
  public Counter counter(MetricSpec spec, Label... labels) {
    return (Counter) family(spec, Kind.COUNTER).series(List.of(labels), Counter::new);
  }

  /** A value that is read when it is asked for; registering it again replaces the source. */
  public void gauge(MetricSpec spec, DoubleSupplier value, Label... labels) {
    family(spec, Kind.GAUGE).put(List.of(labels), value);
  }

  /** Like {@link #gauge}, for a value kept elsewhere that only grows. */
  public void counterOf(MetricSpec spec, DoubleSupplier value, Label... labels) {
    family(spec, Kind.COUNTER).put(List.of(labels), value);
  }

  /**
   * A distribution.
   *
   * @param bounds upper bounds of the buckets in the metric's unit, ascending
   * @param unitsPerValue what one recorded value is in the metric's unit
   * @param highest the largest recorded value that is told apart
   */
  public Distribution distribution(
      MetricSpec spec, double[] bounds, double unitsPerValue, long highest, Label... labels) {
    return (Distribution)
        family(spec, Kind.HISTOGRAM)
            .series(List.of(labels), () -> new Distribution(bounds, unitsPerValue, highest));
  }

  /**
   * The sum of the counters and gauges with this name, over the series that carry all of {@code
   * labels}; zero if there are none.
   */
  public double value(String name, Label... labels) {
    Family family = families.get(name);
    return family == null ? 0 : family.sum(List.of(labels));
  }

  List<Family> families() {
    return new ArrayList<>(families.values());
  }

  private Family family(MetricSpec spec, Kind kind) {
    Family family = families.computeIfAbsent(spec.name(), _ -> new Family(spec, kind));
    if (family.kind() != kind) {
      throw new IllegalArgumentException(
          "metric " + spec.name() + ": " + kind + " (expected: " + family.kind() + ")");
    }
    return family;
  }

  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }
}
