// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * The metrics of one collector. Asking twice for the same name and labels, in any order, gives the
 * same metric. Thread-safe.
 */
public final class MetricRegistry {

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  /** A counter; exposed with the suffix {@code _total} only if the user asks for it. */
  public Counter counter(MetricSpec spec, Label... labels) {
    return family(spec, Kind.COUNTER).series(sorted(labels), Counter.class, Counter::new);
  }

  /** A value that is read when it is asked for; registering it again replaces the source. */
  public void gauge(MetricSpec spec, DoubleSupplier value, Label... labels) {
    family(spec, Kind.GAUGE).put(sorted(labels), value);
  }

  /** Like {@link #gauge}, for a value kept elsewhere that only grows. */
  public void counterOf(MetricSpec spec, DoubleSupplier value, Label... labels) {
    family(spec, Kind.COUNTER).put(sorted(labels), value);
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
    return family(spec, Kind.HISTOGRAM)
        .series(
            sorted(labels),
            Distribution.class,
            () -> new Distribution(bounds, unitsPerValue, highest));
  }

  /**
   * The sum of the counters and gauges with this name, over the series that carry all of {@code
   * labels}; zero if there are none.
   */
  public double value(String name, Label... labels) {
    Family family = families.get(name);
    return family == null ? 0 : family.sum(List.of(labels));
  }

  /** The families in the order of their names. */
  List<Family> families() {
    return new ArrayList<>(families.values());
  }

  private static List<Label> sorted(Label... labels) {
    Label[] copy = labels.clone();
    Arrays.sort(copy, Comparator.comparing(Label::name));
    return List.of(copy);
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
