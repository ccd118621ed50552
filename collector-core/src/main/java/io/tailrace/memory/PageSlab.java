// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Pages of one size outside the heap, grown a segment at a time up to a bound and never beyond it.
 *
 * <p>Pages are numbered from 0. A free page keeps the number of the next free one in its first four
 * bytes, so that keeping account of them costs no memory of its own. The page freed last is handed
 * out first, while it is still in the cache.
 *
 * <p>Not thread-safe: the caller holds the lock of the shard that owns the slab. Freed by {@link
 * #close()}.
 */
public final class PageSlab implements AutoCloseable {

  /** Stands for "no page". */
  public static final int NO_PAGE = -1;

  /** How much the slab grows at a time, in bytes. */
  public static final int SEGMENT_BYTES = 1 << 20;

  private final int pageBytes;
  private final int pageShift;
  private final int segmentShift;
  private final int segmentMask;
  private final int maxPages;

  private final Arena arena = Arena.ofShared();
  private MemorySegment[] segments = new MemorySegment[4];
  private int segmentCount;

  private int firstFree = NO_PAGE;
  private int freePages;
  private int neverUsed;
  private int grown;

  /**
   * Makes a slab without any segment yet.
   *
   * @param pageBytes the size of a page (expected: a power of two from 256 to 65536)
   * @param limitBytes the bound; rounded down to whole pages
   */
  public PageSlab(int pageBytes, long limitBytes) {
    if (Integer.bitCount(pageBytes) != 1 || pageBytes < 256 || pageBytes > 65536) {
      throw new IllegalArgumentException(
          "pageBytes: " + pageBytes + " (expected: a power of two from 256 to 65536)");
    }
    this.pageBytes = pageBytes;
    pageShift = Integer.numberOfTrailingZeros(pageBytes);
    segmentShift = Integer.numberOfTrailingZeros(SEGMENT_BYTES) - pageShift;
    segmentMask = (1 << segmentShift) - 1;
    maxPages = (int) Math.min(limitBytes >>> pageShift, Integer.MAX_VALUE - SEGMENT_BYTES);
  }

  /** The size of a page in bytes. */
  public int pageBytes() {
    return pageBytes;
  }

  /**
   * Makes sure that {@code pages} pages can be handed out, growing as far as it is allowed.
   *
   * @param take asked for the bytes of every new segment; false means that there are none
   * @return whether they can
   */
  public boolean ensureAvailable(long pages, LongPredicate take) {
    while (freePages() < pages) {
      long bytes = Math.min(SEGMENT_BYTES, (long) (maxPages - grown) << pageShift);
      if (bytes == 0 || !take.test(bytes)) {
        return false;
      }
      addSegment(bytes);
    }
    return true;
  }

  /** The pages that can be handed out without growing. */
  public int freePages() {
    return freePages + (grown - neverUsed);
  }

  /** The pages that were handed out and not freed. */
  public int pagesInUse() {
    return neverUsed - freePages;
  }

  /** The bytes that the slab has taken from the system so far. */
  public long allocatedBytes() {
    return (long) grown << pageShift;
  }

  /**
   * Hands out a page with undefined content.
   *
   * @throws IllegalStateException if {@link #ensureAvailable} did not confirm that there is one
   */
  public int allocate() {
    if (firstFree != NO_PAGE) {
      int page = firstFree;
      firstFree = getInt(page, 0);
      freePages--;
      return page;
    }
    if (neverUsed == grown) {
      throw new IllegalStateException("no page available: " + grown + " in use");
    }
    return neverUsed++;
  }

  private void addSegment(long bytes) {
    if (segmentCount == segments.length) {
      segments = Arrays.copyOf(segments, segmentCount * 2);
    }
    segments[segmentCount++] = arena.allocate(bytes, 64);
    grown += (int) (bytes >>> pageShift);
  }

  /** Takes back a page. */
  public void free(int page) {
    putInt(page, 0, firstFree);
    firstFree = page;
    freePages++;
  }

  /**
   * Takes back pages that are linked as free ones are: each starts with the number of the next.
   *
   * @param first the first page
   * @param last the last page
   * @param count how many they are
   */
  public void freeChain(int first, int last, int count) {
    putInt(last, 0, firstFree);
    firstFree = first;
    freePages += count;
  }

  /** Reads an {@code int} at a byte offset within a page (expected: a multiple of 4). */
  public int getInt(int page, int offset) {
    return segment(page).get(JAVA_INT, at(page, offset));
  }

  /** Writes an {@code int} at a byte offset within a page (expected: a multiple of 4). */
  public void putInt(int page, int offset, int value) {
    segment(page).set(JAVA_INT, at(page, offset), value);
  }

  /** Reads a {@code long} at a byte offset within a page (expected: a multiple of 8). */
  public long getLong(int page, int offset) {
    return segment(page).get(JAVA_LONG, at(page, offset));
  }

  /** Writes a {@code long} at a byte offset within a page (expected: a multiple of 8). */
  public void putLong(int page, int offset, long value) {
    segment(page).set(JAVA_LONG, at(page, offset), value);
  }

  /** Copies bytes into a page; they must fit. */
  public void write(int page, int offset, byte[] source, int from, int count) {
    MemorySegment.copy(source, from, segment(page), JAVA_BYTE, at(page, offset), count);
  }

  /** Copies bytes out of a page. */
  public void read(int page, int offset, byte[] target, int to, int count) {
    MemorySegment.copy(segment(page), JAVA_BYTE, at(page, offset), target, to, count);
  }

  private MemorySegment segment(int page) {
    return segments[page >>> segmentShift];
  }

  private long at(int page, int offset) {
    return ((long) (page & segmentMask) << pageShift) + offset;
  }

  /** Gives everything back to the system; no page may be used afterwards. */
  @Override
  public void close() {
    arena.close();
  }
}
