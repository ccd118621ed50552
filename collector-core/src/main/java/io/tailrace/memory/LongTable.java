// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A table of {@code long}s outside the heap that grows in place, half a MiB at a time, so that
 * growing neither copies nor leaves garbage. New elements are 0.
 *
 * <p>Not thread-safe. Freed by {@link #close()}.
 */
public final class LongTable implements AutoCloseable {

  private static final int SEGMENT_SHIFT = 16;
  private static final int SEGMENT_LONGS = 1 << SEGMENT_SHIFT;

  private final Arena arena = Arena.ofShared();
  private MemorySegment[] segments = new MemorySegment[4];
  private int segmentCount;
  private int size;

  /**
   * Makes a table.
   *
   * @param size the number of elements; a table smaller than one segment takes just what it needs
   */
  public LongTable(int size) {
    if (size < SEGMENT_LONGS) {
      segments[segmentCount++] = arena.allocate((long) size * Long.BYTES, Long.BYTES);
      this.size = size;
    } else {
      ensureSize(size);
    }
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /**
   * Grows the table to at least {@code wanted} elements; it must not be smaller than one segment.
   */
  public void ensureSize(int wanted) {
    while (size < wanted) {
      if (segmentCount == segments.length) {
        segments = Arrays.copyOf(segments, segmentCount * 2);
      }
      segments[segmentCount++] = arena.allocate((long) SEGMENT_LONGS * Long.BYTES, Long.BYTES);
      size = segmentCount << SEGMENT_SHIFT;
    }
  }

  /** The element at {@code i}. */
  public long get(int i) {
    return segments[i >>> SEGMENT_SHIFT].get(JAVA_LONG, offset(i));
  }

  /** Sets the element at {@code i}. */
  public void set(int i, long value) {
    segments[i >>> SEGMENT_SHIFT].set(JAVA_LONG, offset(i), value);
  }

  private static long offset(int i) {
    return (long) (i & (SEGMENT_LONGS - 1)) * Long.BYTES;
  }

  /** Gives everything back to the system. */
  @Override
  public void close() {
    arena.close();
  }
}
