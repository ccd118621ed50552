// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A distribution of values, exposed as a Prometheus histogram. Thread-safe, allocates nothing when
 * a value is recorded; an HdrHistogram with two significant digits keeps the values.
 */
public final class Distribution {

  private final double[] bounds;
  private final double unitsPerValue;
  private final long highest;
  private final ConcurrentHistogram histogram;
  private final LongAdder sum = new LongAdder();

  /**
   * Makes an empty distribution.
   *
   * @param bounds upper bounds of the buckets, in the metric's unit, ascending
   * @param unitsPerValue what one recorded value is in the metric's unit: 1e-9 if nanoseconds are
   *     recorded and seconds are shown
   * @param highest the largest value that is told apart; larger ones are recorded as this one
   */
  Distribution(double[] bounds, double unitsPerValue, long highest) {
    this.bounds = bounds.clone();
    this.unitsPerValue = unitsPerValue;
    this.highest = highest;
    histogram = new ConcurrentHistogram(1, highest, 2);
    histogram.setAutoResize(false);
  }

  /** Records one value; negative ones count as zero. */
  public void record(long value) {
    long v = Math.max(0, value);
    histogram.recordValue(Math.min(v, highest));
    sum.add(v);
  }

  /** The number of values recorded. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** The value below which the given percentage (0 to 100) of the values lie. */
  public long valueAtPercentile(double percentile) {
    return histogram.getValueAtPercentile(percentile);
  }

  double sum() {
    return sum.sum() * unitsPerValue;
  }

  double[] bounds() {
    return bounds;
  }

  /**
   * The counts of the values up to each bound, and of all values at the end: ascending, also while
   * values are recorded.
   */
  long[] cumulativeCounts() {
    long[] counts = new long[bounds.length + 1];
    long last = 0;
    for (int i = 0; i < bounds.length; i++) {
      last = Math.max(last, countUpTo(bounds[i]));
      counts[i] = last;
    }
    counts[bounds.length] = Math.max(last, count());
    return counts;
  }

  private long countUpTo(double bound) {
    long value = Math.min(highest, Math.round(bound / unitsPerValue));
    return histogram.getCountBetweenValues(0, value);
  }
}
