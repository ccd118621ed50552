// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

/** Mixes trace IDs with a seed. */
public final class TraceIdHash {

  private TraceIdHash() {}

  /**
   * A hash of which every bit depends on every bit of the ID and the seed (the finalizer of
   * SplitMix64, once per half).
   */
  static int hash(long high, long low, long seed) {
    return (int) (mix(high, low, seed) >>> 32);
  }

  /**
   * The shard of a trace, in {@code [0, shards)}. Uses other bits than the index within the shard.
   */
  public static int shard(long high, long low, long seed, int shards) {
    return (int) ((mix(high, low, seed) & 0xFFFFFFFFL) * shards >>> 32);
  }

  private static long mix(long high, long low, long seed) {
    return finish(finish(high ^ seed) ^ low);
  }

  private static long finish(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
