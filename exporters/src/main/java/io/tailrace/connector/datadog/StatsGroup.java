// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;

/** The statistics of one group in one bucket. Guarded by the lock of {@link StatsConcentrator}. */
final class StatsGroup {

  /** What Datadog's own sketches have (datadog-agent {@code pkg/trace/stats/statsraw.go}). */
  private static final double RELATIVE_ACCURACY = 0.01;

  private static final int MAX_BINS = 2048;

  /** Leaves 10 bits of a double's mantissa (the same source: {@code nsTimestampToFloat}). */
  private static final long PRECISION = 0xFFFFF80000000000L;

  final byte[] key;
  final DDSketch ok = newSketch();
  final DDSketch failed = newSketch();
  double hits;
  double errors;
  double durationNanos;
  double topLevelHits;

  StatsGroup(byte[] key) {
    this.key = key;
  }

  private static DDSketch newSketch() {
    return DDSketches.logarithmicCollapsingLowestDense(RELATIVE_ACCURACY, MAX_BINS);
  }

  void add(long duration, boolean isError, boolean isTopLevel, double weight) {
    hits += weight;
    durationNanos += duration * weight;
    if (isTopLevel) {
      topLevelHits += weight;
    }
    double shortened =
        Double.longBitsToDouble(Double.doubleToRawLongBits((double) duration) & PRECISION);
    if (isError) {
      errors += weight;
      failed.accept(shortened);
    } else {
      ok.accept(shortened);
    }
  }
}
