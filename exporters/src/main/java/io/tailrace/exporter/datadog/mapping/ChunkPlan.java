// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.SpanIndex;
import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * The order in which the spans of a batch leave: by resource, and in each resource by the low 64
 * bits of the trace ID, which makes a chunk (datadog-agent {@code pkg/trace/api/otlp.go}). Roots
 * come first in their chunk; else the order is that of the batch.
 */
public final class ChunkPlan {

  private final IdentityHashMap<ResourceFacts, Integer> groupOfResource = new IdentityHashMap<>();
  private int[] chunkOfSpan = {};
  private int[] spans = {};
  private int[] chunkStart = new int[1];
  private int[] chunkGroup = {};
  private int[] byGroup = {};
  private long[] slotTrace = {};
  private int[] slotChunk = {};
  private int chunks;

  /** Plans a batch. */
  public void plan(SpanIndex index, SpanMapper mapper) {
    int count = index.spanCount();
    reserve(count);
    groupOfResource.clear();
    chunks = 0;
    int context = -1;
    int group = 0;
    for (int i = 0; i < count; i++) {
      if (index.context(i) != context) {
        context = index.context(i);
        mapper.context(index, context);
        Integer known = groupOfResource.putIfAbsent(mapper.resource(), groupOfResource.size());
        group = known == null ? groupOfResource.size() - 1 : known;
      }
      chunkOfSpan[i] = chunk(index.traceIdLow(i), group);
    }
    order(index, count);
    sortByGroup();
  }

  private void reserve(int count) {
    int slots = Integer.highestOneBit(Math.max(count, 8)) * 4;
    if (chunkOfSpan.length < count) {
      chunkOfSpan = new int[count];
      spans = new int[count];
      chunkStart = new int[count + 1];
      chunkGroup = new int[count];
      byGroup = new int[count];
    }
    if (slotChunk.length < slots) {
      slotTrace = new long[slots];
      slotChunk = new int[slots];
    } else {
      Arrays.fill(slotChunk, 0);
    }
  }

  private int chunk(long traceId, int group) {
    int mask = slotChunk.length - 1;
    long mixed = (traceId ^ (traceId >>> 32)) * 0x9E3779B97F4A7C15L + group * 0xC2B2AE3DL;
    for (int slot = (int) (mixed >>> 33) & mask; ; slot = (slot + 1) & mask) {
      int known = slotChunk[slot] - 1;
      if (known < 0) {
        slotChunk[slot] = chunks + 1;
        slotTrace[slot] = traceId;
        chunkGroup[chunks] = group;
        return chunks++;
      }
      if (slotTrace[slot] == traceId && chunkGroup[known] == group) {
        return known;
      }
    }
  }

  /** A counting sort by chunk, roots before the others. */
  private void order(SpanIndex index, int count) {
    Arrays.fill(chunkStart, 0, chunks + 1, 0);
    for (int i = 0; i < count; i++) {
      chunkStart[chunkOfSpan[i] + 1]++;
    }
    for (int c = 0; c < chunks; c++) {
      chunkStart[c + 1] += chunkStart[c];
    }
    int[] next = Arrays.copyOf(chunkStart, chunks);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        if (index.isRoot(i) == (pass == 0)) {
          spans[next[chunkOfSpan[i]]++] = i;
        }
      }
    }
  }

  private void sortByGroup() {
    int groups = groupOfResource.size();
    int[] next = new int[groups + 1];
    for (int c = 0; c < chunks; c++) {
      next[chunkGroup[c] + 1]++;
    }
    for (int g = 0; g < groups; g++) {
      next[g + 1] += next[g];
    }
    for (int c = 0; c < chunks; c++) {
      byGroup[next[chunkGroup[c]]++] = c;
    }
  }

  /** The number of chunks. */
  public int chunks() {
    return chunks;
  }

  /**
   * The resource of the chunk at {@code place}, as a number; chunks of one resource are adjacent.
   */
  public int group(int place) {
    return chunkGroup[byGroup[place]];
  }

  /** The first span of the chunk at {@code place}, as a place for {@link #span}. */
  public int start(int place) {
    return chunkStart[byGroup[place]];
  }

  /** Behind the last span of the chunk at {@code place}. */
  public int end(int place) {
    return chunkStart[byGroup[place] + 1];
  }

  /** The index of the span at a place. */
  public int span(int place) {
    return spans[place];
  }
}
