// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.processor.tailsampling.buffer.DecisionCache;
import java.time.Duration;

/**
 * What a shard is told: its share of the processor's configuration.
 *
 * @param limitBytes the bound of its buffer
 * @param pageBytes the size of a page
 * @param seed what trace IDs are mixed with
 * @param expectedTraces how many traces the index has room for at the start
 * @param waitTicks ticks from the first span to the decision
 * @param rootWaitTicks ticks from the root span to the decision; 0 if it changes nothing
 * @param numTraces the most traces, remembered ones included; {@link Integer#MAX_VALUE} for no
 *     limit
 * @param blockOnOverflow whether to refuse at {@code numTraces}
 * @param sampledCacheSize entries of the cache of sampled traces; 0 for none
 * @param nonSampledCacheSize entries of the cache of other traces; 0 for none
 * @param maximumTraceSizeBytes the size from which a trace is not sampled; {@link Long#MAX_VALUE}
 *     for no limit
 * @param reviveDropped whether late spans may bring back a trace that was decided against
 */
record ShardSettings(
    long limitBytes,
    int pageBytes,
    long seed,
    int expectedTraces,
    int waitTicks,
    int rootWaitTicks,
    int numTraces,
    boolean blockOnOverflow,
    int sampledCacheSize,
    int nonSampledCacheSize,
    long maximumTraceSizeBytes,
    boolean reviveDropped) {

  /** Small enough that a trace of seven spans wastes less than a tenth, see docs/decisions. */
  static final int PAGE_BYTES = 256;

  /** Decided traces that are remembered where the configuration gives no number. */
  private static final int REMEMBERED = 50_000;

  private static final int BYTES_PER_REMEMBERED = 4096;

  static ShardSettings of(TailSamplingConfig config, long limitBytes, int shards, long seed) {
    long limit = limitBytes / shards;
    int numTraces =
        config.numTraces() == 0
            ? Integer.MAX_VALUE
            : (int) Math.max(1, config.numTraces() / shards);
    long expected = config.expectedNewTracesPerSecond() * config.decisionWait().toSeconds();
    Duration rootWait = config.decisionWaitAfterRoot();
    return new ShardSettings(
        limit,
        PAGE_BYTES,
        seed,
        (int) Math.min(1 << 24, expected / shards),
        (int) Math.max(1, config.decisionWait().toSeconds()) + 1,
        rootWait.isZero() ? 0 : (int) rootWait.toSeconds() + 1,
        numTraces,
        config.blockOnOverflow(),
        share(config.sampledCacheSize(), shards),
        share(config.nonSampledCacheSize(), shards),
        config.maximumTraceSizeBytes() == 0 ? Long.MAX_VALUE : config.maximumTraceSizeBytes(),
        config.buffer().reviveDroppedTraces());
  }

  private static int share(int size, int shards) {
    return size == 0 ? 0 : Math.max(1, size / shards);
  }

  /**
   * What the bound leaves to the buffer: the memory of decided traces comes out of the same bound.
   */
  long bufferBytes() {
    long entries = (long) sampledCacheSize + nonSampledCacheSize;
    if (sampledCacheSize == 0 || nonSampledCacheSize == 0) {
      entries += remembered();
    }
    return Math.max(limitBytes / 2, limitBytes - entries * DecisionCache.ENTRY_BYTES);
  }

  /**
   * How many decided traces are remembered without a cache of their kind: {@code num_traces} as in
   * the collector, but no more than cost about a hundredth of the bound.
   */
  int remembered() {
    long most = Math.max(1024, limitBytes / BYTES_PER_REMEMBERED);
    return (int) Math.min(numTraces == Integer.MAX_VALUE ? REMEMBERED : numTraces, most);
  }
}
