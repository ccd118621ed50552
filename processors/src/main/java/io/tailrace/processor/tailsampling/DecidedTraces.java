// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.processor.tailsampling.buffer.DecisionCache;
import io.tailrace.processor.tailsampling.decision.Decision;

/**
 * What a shard remembers of decided traces, so that late spans meet the same decision: the two
 * decision caches, and, for decisions whose cache is not configured, the order of the decisions
 * themselves, up to {@code num_traces} as in the collector.
 */
final class DecidedTraces implements AutoCloseable {

  /** What {@link #lookUp} answers for a trace that is not remembered. */
  static final int UNKNOWN = DecisionCache.ABSENT;

  private static final int TICK_BITS = 18;
  private static final int TICK_MASK = (1 << TICK_BITS) - 1;

  private final boolean hasSampledCache;
  private final boolean hasNonSampledCache;
  private final DecisionCache sampledCache;
  private final DecisionCache nonSampledCache;
  private final DecisionCache remembered;

  DecidedTraces(ShardSettings settings) {
    hasSampledCache = settings.sampledCacheSize() > 0;
    hasNonSampledCache = settings.nonSampledCacheSize() > 0;
    sampledCache = new DecisionCache(settings.sampledCacheSize(), settings.seed());
    nonSampledCache = new DecisionCache(settings.nonSampledCacheSize(), settings.seed());
    remembered =
        new DecisionCache(
            hasSampledCache && hasNonSampledCache ? 0 : settings.remembered(), settings.seed());
  }

  /** The traces that count as in memory although they are decided. */
  int inMemory() {
    return remembered.size();
  }

  /** Forgets the trace that was decided first; whether there was one. */
  boolean forgetOldest() {
    return remembered.removeOldest();
  }

  /**
   * Remembers a decision.
   *
   * @param policy the policy it is attributed to, or -1
   */
  void put(long high, long low, Decision decision, int policy, int tick) {
    int entry = (policy + 1) << TICK_BITS | (tick & TICK_MASK);
    if (decision == Decision.SAMPLED) {
      (hasSampledCache ? sampledCache : remembered).put(high, low, entry << 1 | 1);
    } else {
      (hasNonSampledCache ? nonSampledCache : remembered).put(high, low, entry << 1);
    }
  }

  /** Forgets a trace that is undecided again. */
  void remove(long high, long low) {
    nonSampledCache.remove(high, low);
    remembered.remove(high, low);
  }

  /** Prepares looking for traces whose IDs have these hashes. */
  void readAhead(int[] hashes, int count) {
    sampledCache.readAhead(hashes, count);
    nonSampledCache.readAhead(hashes, count);
    remembered.readAhead(hashes, count);
  }

  /** Prepares putting {@code count} decisions; {@code scratch} has room for as many numbers. */
  void readAheadOldest(int[] scratch, int count) {
    sampledCache.readAheadOldest(scratch, count);
    nonSampledCache.readAheadOldest(scratch, count);
    remembered.readAheadOldest(scratch, count);
  }

  /** What is remembered of a trace, to be read with the methods below, or {@link #UNKNOWN}. */
  int lookUp(long high, long low) {
    int entry = sampledCache.get(high, low);
    if (entry == UNKNOWN) {
      entry = nonSampledCache.get(high, low);
    }
    return entry == UNKNOWN ? remembered.peek(high, low) : entry;
  }

  static boolean isSampled(int entry) {
    return (entry & 1) != 0;
  }

  /** Whether the decision came from a cache that the user configured. */
  boolean isCached(int entry) {
    return isSampled(entry) ? hasSampledCache : hasNonSampledCache;
  }

  /** The policy that the decision is attributed to, or -1. */
  static int policy(int entry) {
    return (entry >>> (TICK_BITS + 1)) - 1;
  }

  /** Seconds since the decision; wrong by three days' multiples for older ones. */
  static int ageTicks(int entry, int tick) {
    return (tick - (entry >>> 1)) & TICK_MASK;
  }

  @Override
  public void close() {
    sampledCache.close();
    nonSampledCache.close();
    remembered.close();
  }
}
