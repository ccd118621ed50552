// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.config.ConfigNode;
import io.tailrace.processor.tailsampling.policy.PolicyConfig;
import io.tailrace.processor.tailsampling.policy.PolicyParser;
import java.time.Duration;
import java.util.List;

/**
 * The configuration of {@code tail_sampling}: the collector's keys with the collector's defaults,
 * and the block {@code buffer}.
 *
 * @param policies in the order of the file
 * @param decisionWait how long after its first span a trace is decided
 * @param decisionWaitAfterRoot how long after its root span a trace is decided, if that is earlier;
 *     zero for never
 * @param numTraces the most traces in memory, decided ones that are remembered included; 0 for as
 *     many as the buffer holds
 * @param blockOnOverflow whether senders are refused at {@code numTraces}, instead of the oldest
 *     trace being dropped
 * @param expectedNewTracesPerSecond sizes the index at the start
 * @param sampledCacheSize how many sampled trace IDs are remembered; 0 for no cache
 * @param nonSampledCacheSize how many other decided trace IDs are remembered; 0 for no cache
 * @param sampleOnFirstMatch whether the first vote to sample ends the evaluation
 * @param dropPendingTracesOnShutdown whether undecided traces are dropped at a stop instead of
 *     decided
 * @param maximumTraceSizeBytes a trace that grows beyond is not sampled; 0 for no limit
 * @param numShards how many buffers work side by side; 0 for one per core
 * @param buffer the trace buffer
 */
public record TailSamplingConfig(
    List<PolicyConfig> policies,
    Duration decisionWait,
    Duration decisionWaitAfterRoot,
    long numTraces,
    boolean blockOnOverflow,
    int expectedNewTracesPerSecond,
    int sampledCacheSize,
    int nonSampledCacheSize,
    boolean sampleOnFirstMatch,
    boolean dropPendingTracesOnShutdown,
    long maximumTraceSizeBytes,
    int numShards,
    BufferConfig buffer) {

  private static final int MAX_SHARDS = 256;
  private static final String TRACE_COMPLETE = "trace-complete";

  public TailSamplingConfig {
    policies = List.copyOf(policies);
  }

  /**
   * The block {@code buffer}; its keys are named as those of {@code memory_limiter}.
   *
   * @param limitMib the bound in MiB; 0 if it is not given
   * @param limitPercentage the bound in percent of the memory of the process; 0 if it is not given
   * @param reviveDroppedTraces whether a late span that satisfies a policy brings back a trace that
   *     was decided against and whose pages were not needed yet
   */
  public record BufferConfig(long limitMib, int limitPercentage, boolean reviveDroppedTraces) {

    private static final long MIB = 1 << 20;

    /** What is left to the rest of the process by default: the JVM, requests, sending queues. */
    private static final long OVERHEAD_BYTES = 128 * MIB;

    private static final long LARGEST_DEFAULT_BYTES = 4096 * MIB;
    private static final long SMALLEST_DEFAULT_BYTES = 16 * MIB;

    static BufferConfig parse(ConfigNode node) {
      if (node.has("limit_mib") && node.has("limit_percentage")) {
        node.error("limit_percentage", "given beside limit_mib (expected: one of the two)");
      }
      return new BufferConfig(
          node.has("limit_mib") ? node.integer("limit_mib", 0, 1, 1 << 24) : 0,
          node.has("limit_percentage") ? (int) node.integer("limit_percentage", 0, 1, 100) : 0,
          node.bool("revive_dropped_traces", false));
    }

    /**
     * The bound in bytes.
     *
     * @param processBytes the memory that the process may use
     */
    long limitBytes(long processBytes) {
      if (limitMib > 0) {
        return limitMib * MIB;
      }
      if (limitPercentage > 0) {
        return processBytes / 100 * limitPercentage;
      }
      long left = Math.min(processBytes - OVERHEAD_BYTES, processBytes / 4 * 3);
      return Math.clamp(left, SMALLEST_DEFAULT_BYTES, LARGEST_DEFAULT_BYTES);
    }
  }

  static TailSamplingConfig parse(ConfigNode node) {
    String strategy = node.string("sampling_strategy", TRACE_COMPLETE);
    if (!strategy.equals(TRACE_COMPLETE)) {
      node.error(
          "sampling_strategy",
          "invalid sampling_strategy \"" + strategy + "\" (expected: " + TRACE_COMPLETE + ")");
    }
    if (node.has("tail_storage")) {
      node.optionalString("tail_storage");
      node.error(
          "tail_storage", "does not exist here (expected: the built-in buffer, sized with buffer)");
    }
    ConfigNode cache = node.child("decision_cache");
    return new TailSamplingConfig(
        PolicyParser.parse(node),
        node.duration("decision_wait", Duration.ofSeconds(30)),
        node.duration("decision_wait_after_root_received", Duration.ZERO),
        node.integer("num_traces", 0, 0, Integer.MAX_VALUE),
        node.bool("block_on_overflow", false),
        (int) node.integer("expected_new_traces_per_sec", 0, 0, 1 << 24),
        (int) cache.integer("sampled_cache_size", 0, 0, 1 << 28),
        (int) cache.integer("non_sampled_cache_size", 0, 0, 1 << 28),
        node.bool("sample_on_first_match", false),
        node.bool("drop_pending_traces_on_shutdown", false),
        node.integer("maximum_trace_size_bytes", 0, 0, Long.MAX_VALUE),
        (int) node.integer("num_shards", 0, 0, MAX_SHARDS),
        BufferConfig.parse(node.child("buffer")));
  }
}
