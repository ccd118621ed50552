// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

import io.tailrace.config.ConfigNode;
import java.time.Duration;

/**
 * The collector's keys of {@code memory_limiter}; its validation is that of the collector's {@code
 * internal/memorylimiter}.
 *
 * @param checkInterval the time between measurements
 * @param limitMib the hard limit in MiB; 0 if the percentage counts
 * @param spikeLimitMib how far below the hard limit the soft limit lies, in MiB; 0 for a fifth
 * @param limitPercentage the hard limit in percent of the container's memory
 * @param spikeLimitPercentage as {@code spikeLimitMib}, in percent of the container's memory
 * @param softGc the forced collections between the limits
 * @param hardGc the forced collections above the hard limit
 */
public record MemoryLimiterConfig(
    Duration checkInterval,
    long limitMib,
    long spikeLimitMib,
    int limitPercentage,
    int spikeLimitPercentage,
    GcInterval softGc,
    GcInterval hardGc) {

  private static final long MAX_MIB = (1L << 32) - 1;
  private static final Duration DEFAULT_SOFT_GC = Duration.ofSeconds(10);
  private static final Duration DEFAULT_MAX_GC = Duration.ofSeconds(30);

  /**
   * How often a collection is forced.
   *
   * @param min the least time between two
   * @param max what the time grows to while collections free little; zero if it is not to grow
   */
  public record GcInterval(Duration min, Duration max) {}

  static MemoryLimiterConfig parse(ConfigNode node) {
    var config =
        new MemoryLimiterConfig(
            node.duration("check_interval", Duration.ZERO),
            node.integer("limit_mib", 0, 0, MAX_MIB),
            node.integer("spike_limit_mib", 0, 0, MAX_MIB),
            (int) node.integer("limit_percentage", 0, 0, 100),
            (int) node.integer("spike_limit_percentage", 0, 0, 100),
            gcInterval(node, "soft", DEFAULT_SOFT_GC),
            gcInterval(node, "hard", Duration.ZERO));
    config.checkLimits(node);
    config.checkIntervals(node);
    return config;
  }

  private static GcInterval gcInterval(ConfigNode node, String kind, Duration defaultMin) {
    return new GcInterval(
        node.duration("min_gc_interval_when_" + kind + "_limited", defaultMin),
        node.duration("max_gc_interval_when_" + kind + "_limited", DEFAULT_MAX_GC));
  }

  private void checkLimits(ConfigNode node) {
    if (limitMib == 0 && limitPercentage == 0) {
      node.error("limit_mib", "0 (expected: > 0, or limit_percentage > 0)");
    }
    if (limitMib > 0 && limitMib <= spikeLimitMib) {
      node.error("spike_limit_mib", spikeLimitMib + " (expected: < limit_mib " + limitMib + ")");
    }
    if (limitPercentage > 0 && limitPercentage <= spikeLimitPercentage) {
      node.error(
          "spike_limit_percentage",
          spikeLimitPercentage + " (expected: < limit_percentage " + limitPercentage + ")");
    }
  }

  private void checkIntervals(ConfigNode node) {
    if (checkInterval.isZero()) {
      node.error("check_interval", "0 (expected: > 0, such as 1s)");
    }
    if (softGc.min().compareTo(hardGc.min()) < 0) {
      node.error(
          "min_gc_interval_when_soft_limited",
          softGc.min() + " (expected: >= min_gc_interval_when_hard_limited " + hardGc.min() + ")");
    }
    boolean bothGrow = !softGc.max().isZero() && !hardGc.max().isZero();
    if (bothGrow && softGc.max().compareTo(hardGc.max()) < 0) {
      node.error(
          "max_gc_interval_when_soft_limited",
          softGc.max() + " (expected: >= max_gc_interval_when_hard_limited " + hardGc.max() + ")");
    }
    checkMax(node, "soft", softGc);
    checkMax(node, "hard", hardGc);
  }

  private static void checkMax(ConfigNode node, String kind, GcInterval interval) {
    if (!interval.max().isZero() && interval.max().compareTo(interval.min()) < 0) {
      node.error(
          "max_gc_interval_when_" + kind + "_limited",
          interval.max()
              + " (expected: 0, or >= min_gc_interval_when_"
              + kind
              + "_limited "
              + interval.min()
              + ")");
    }
  }

  /** The hard limit in bytes; {@code limit_mib} goes before {@code limit_percentage}. */
  long hardLimitBytes(long containerBytes) {
    return limitMib > 0 ? limitMib << 20 : percent(containerBytes, limitPercentage);
  }

  /** The soft limit in bytes. */
  long softLimitBytes(long containerBytes) {
    long hard = hardLimitBytes(containerBytes);
    long spike = limitMib > 0 ? spikeLimitMib << 20 : percent(containerBytes, spikeLimitPercentage);
    return hard - (spike == 0 ? hard / 5 : spike);
  }

  private static long percent(long bytes, int percent) {
    return bytes / 100 * percent;
  }
}
