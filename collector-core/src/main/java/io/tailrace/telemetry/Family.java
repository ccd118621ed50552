// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The series of one metric name. Thread-safe. */
final class Family {

  private final MetricSpec spec;
  private final MetricRegistry.Kind kind;
  private final Map<List<Label>, Object> series = new ConcurrentHashMap<>();

  Family(MetricSpec spec, MetricRegistry.Kind kind) {
    this.spec = spec;
    this.kind = kind;
  }

  MetricSpec spec() {
    return spec;
  }

  MetricRegistry.Kind kind() {
    return kind;
  }

  /**
   * The series with these labels, made if there is none.
   *
   * @throws IllegalArgumentException if it is there already as something else, such as a {@link
   *     DoubleSupplier} where a {@link Counter} is wanted
   */
  <T> T series(List<Label> labels, Class<T> type, Supplier<T> create) {
    Object found = series.computeIfAbsent(labels, _ -> create.get());
    if (!type.isInstance(found)) {
      throw new IllegalArgumentException(
          "metric "
              + spec.name()
              + labels
              + ": "
              + found.getClass().getSimpleName()
              + " (expected: "
              + type.getSimpleName()
              + ")");
    }
    return type.cast(found);
  }

  void put(List<Label> labels, DoubleSupplier value) {
    series.put(labels, value);
  }

  /**
   * Calls with the labels and a {@link Counter}, {@link DoubleSupplier} or {@link Distribution}.
   */
  void forEach(BiConsumer<List<Label>, Object> action) {
    series.forEach(action);
  }

  double sum(List<Label> wanted) {
    double sum = 0;
    for (var entry : series.entrySet()) {
      if (entry.getKey().containsAll(wanted)) {
        sum +=
            switch (entry.getValue()) {
              case Counter counter -> counter.value();
              case DoubleSupplier supplier -> supplier.getAsDouble();
              default -> 0;
            };
      }
    }
    return sum;
  }
}
