// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

/** How much is exposed: a level includes those before it (the collector's {@code level}). */
public enum MetricLevel {
  NONE,
  BASIC,
  NORMAL,
  DETAILED;

  /** Whether a metric of level {@code metric} is exposed when this level is configured. */
  boolean includes(MetricLevel metric) {
    return compareTo(metric) >= 0;
  }
}
