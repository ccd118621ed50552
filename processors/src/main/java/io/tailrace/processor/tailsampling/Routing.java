// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.otlp.SpanIndex;
import io.tailrace.processor.tailsampling.buffer.TraceIdHash;
import java.util.Arrays;

/**
 * The runs of one request: adjacent spans of one trace and one context, each with its shard. Arrays
 * that are used again; belongs to one thread for the duration of a call.
 */
final class Routing {

  private int runs;
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] shard = new int[64];
  private int[] runsOfShard = {};
  private long[] bytesOfShard = {};
  private long[] pagesOfShard = {};
  private int[] contexts = {};
  private int contextCount;

  /** Finds the runs of a request. */
  void route(SpanIndex index, long seed, int shards) {
    reset(index, shards);
    int spans = index.spanCount();
    for (int i = 0; i < spans; ) {
      int end = runEnd(index, i, spans);
      int target =
          shards == 1
              ? 0
              : TraceIdHash.shard(index.traceIdHigh(i), index.traceIdLow(i), seed, shards);
      add(i, end, target);
      int last = end - 1;
      bytesOfShard[target] += index.spanOffset(last) + index.spanLength(last) - index.spanOffset(i);
      runsOfShard[target]++;
      i = end;
    }
  }

  private void reset(SpanIndex index, int shards) {
    runs = 0;
    if (runsOfShard.length != shards) {
      runsOfShard = new int[shards];
      bytesOfShard = new long[shards];
      pagesOfShard = new long[shards];
    }
    Arrays.fill(runsOfShard, 0);
    Arrays.fill(bytesOfShard, 0);
    contextCount = index.contextCount();
    if (contexts.length < contextCount * shards) {
      contexts = new int[contextCount * shards];
    }
    Arrays.fill(contexts, 0, contextCount * shards, Shard.UNKNOWN_CONTEXT);
  }

  private static int runEnd(SpanIndex index, int start, int spans) {
    long high = index.traceIdHigh(start);
    long low = index.traceIdLow(start);
    int context = index.context(start);
    int end = start + 1;
    while (end < spans
        && index.traceIdLow(end) == low
        && index.traceIdHigh(end) == high
        && index.context(end) == context
        && index.spanOffset(end - 1) + index.spanLength(end - 1) == index.spanOffset(end)) {
      end++;
    }
    return end;
  }

  private void add(int runFrom, int runTo, int target) {
    if (runs == from.length) {
      from = Arrays.copyOf(from, runs * 2);
      to = Arrays.copyOf(to, runs * 2);
      shard = Arrays.copyOf(shard, runs * 2);
    }
    from[runs] = runFrom;
    to[runs] = runTo;
    shard[runs] = target;
    runs++;
  }

  int runs() {
    return runs;
  }

  int from(int run) {
    return from[run];
  }

  int to(int run) {
    return to[run];
  }

  int shard(int run) {
    return shard[run];
  }

  int runsOf(int target) {
    return runsOfShard[target];
  }

  long bytesOf(int target) {
    return bytesOfShard[target];
  }

  /** The pages that the shard has reserved for its part of the request. */
  long pages(int target) {
    return pagesOfShard[target];
  }

  void putPages(int target, long pages) {
    pagesOfShard[target] = pages;
  }

  int contextCount() {
    return contextCount;
  }

  /** The number that a shard gave to a context of the request. */
  int context(int target, int context) {
    return contexts[target * contextCount + context];
  }

  void putContext(int target, int context, int number) {
    contexts[target * contextCount + context] = number;
  }
}
