// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Pages of one size outside the heap, in one range of addresses that is taken into use a piece at a
 * time, up to a bound and never beyond it. Pages are handed out as <em>extents</em>: a few pages
 * side by side, so that what belongs together is written and read in one piece.
 *
 * <p>An extent is named by its first page and starts with {@value #HEAD_BYTES} bytes of its own:
 *
 * <pre>
 *  0  next extent of its chain, or of its list while it is free   int
 *  4  pages, and the bit FREE while it is in a list               int
 *  8  previous extent of its list (only while it is free)         int
 * </pre>
 *
 * <p>Extents tile the pages that were ever used. A free page can always be handed out: who wants
 * more pages than any free extent has gets a smaller one, and asks again for the rest. So how many
 * pages are free is all that a bound has to know, and fragmentation costs time, never memory.
 *
 * <p>Chains of extents come back in one step, whatever their length. They are looked through when
 * the next extents are wanted: what has just the right size is used again at once, everything else
 * goes to the lists of free extents by size, joined with the free extent behind it.
 *
 * <p>Not thread-safe: the caller holds the lock of the shard that owns the slab. Freed by {@link
 * #close()}.
 */
public final class ExtentSlab implements AutoCloseable {

  /** Stands for "no extent". */
  public static final int NO_EXTENT = -1;

  /** The bytes at the start of an extent that are not the user's, but for {@link #link}. */
  public static final int HEAD_BYTES = 8;

  /** The most pages of an extent. */
  public static final int MAX_PAGES = 16;

  /** How much the slab grows at a time, in bytes, as long as there is that much left. */
  public static final long GROWTH_BYTES = AddressRange.HUGE_PAGE_BYTES;

  private static final MemorySegment MEMORY = AddressRange.MEMORY;

  private static final int NEXT = 0;
  private static final int PAGES = 4;
  private static final int PREVIOUS = 8;
  private static final int FREE = 1 << 30;

  /** A guess; for longer chains there are more places than are needed. */
  private static final int PAGES_PER_CHAIN = 16;

  private static final int MAX_CHAINS = 1 << 17;

  /** How many returned extents are looked at for one that is wanted. */
  private static final int SORTED_PER_REQUEST = 4;

  private final int pageBytes;
  private final int pageShift;
  private final int maxPages;
  private final AddressRange range;
  private final long base;

  /** The first free extent of each size, and which sizes there are: bit n for n pages. */
  private final int[] free = new int[MAX_PAGES + 1];

  private int freeSizes;

  /** The first extents of the chains that came back and were not looked through yet. */
  private final int[] chains;

  private int chainCount;

  /** What had no place there, as one chain. */
  private int moreChains = NO_EXTENT;

  private int freePages;
  private int neverUsed;
  private int grown;

  /**
   * Makes a slab that uses no memory yet.
   *
   * @param pageBytes the size of a page (expected: a power of two from 256 to 65536)
   * @param limitBytes the bound; rounded down to whole pages
   */
  public ExtentSlab(int pageBytes, long limitBytes) {
    if (Integer.bitCount(pageBytes) != 1 || pageBytes < 256 || pageBytes > 65536) {
      throw new IllegalArgumentException(
          "pageBytes: " + pageBytes + " (expected: a power of two from 256 to 65536)");
    }
    this.pageBytes = pageBytes;
    pageShift = Integer.numberOfTrailingZeros(pageBytes);
    maxPages = (int) Math.min(limitBytes >>> pageShift, Integer.MAX_VALUE - MAX_PAGES);
    range = new AddressRange((long) maxPages << pageShift);
    base = range.address();
    chains = new int[Math.clamp(maxPages / PAGES_PER_CHAIN, 16, MAX_CHAINS)];
    Arrays.fill(free, NO_EXTENT);
  }

  /** The bytes that it uses beside the pages. */
  public long overheadBytes() {
    return (long) chains.length * Integer.BYTES;
  }

  /** The size of a page in bytes. */
  public int pageBytes() {
    return pageBytes;
  }

  /**
   * Makes sure that {@code pages} pages can be handed out, growing as far as it is allowed.
   *
   * @param take asked for the bytes of every new piece; false means that there are none
   * @return whether they can
   */
  public boolean ensureAvailable(long pages, LongPredicate take) {
    while (freePages() < pages) {
      long bytes = Math.min(GROWTH_BYTES, (long) (maxPages - grown) << pageShift);
      int taken = Growth.take(bytes, pageShift, take);
      if (taken == 0) {
        return false;
      }
      grown += taken;
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

  /**
   * Hands out an extent with undefined content behind its head.
   *
   * @param wanted how many pages it should have
   * @return an extent with at least one page, and at most as many as are wanted
   * @throws IllegalStateException if {@link #ensureAvailable} did not confirm that there is a page
   */
  public int allocate(int wanted) {
    int pages = Math.min(wanted, MAX_PAGES);
    int extent = reuse(pages);
    if (extent != NO_EXTENT) {
      return extent;
    }
    int larger = freeSizes >>> pages << pages;
    if (larger != 0) {
      return split(takeFree(Integer.numberOfTrailingZeros(larger)), pages);
    }
    if (neverUsed < grown) {
      return useNew(Math.min(pages, grown - neverUsed));
    }
    if (freeSizes == 0) {
      throw new IllegalStateException("no page available: " + grown + " in use");
    }
    return takeFree(Integer.SIZE - 1 - Integer.numberOfLeadingZeros(freeSizes));
  }

  /** The first of a few returned extents that has the right size; the others are sorted. */
  private int reuse(int pages) {
    for (int i = 0; i < SORTED_PER_REQUEST; i++) {
      int extent = takeReturned();
      if (extent == NO_EXTENT) {
        break;
      }
      if (pages(extent) == pages) {
        freePages -= pages;
        return extent;
      }
      joinAndAdd(extent);
    }
    return NO_EXTENT;
  }

  private int takeReturned() {
    if (chainCount == 0) {
      int extent = moreChains;
      if (extent != NO_EXTENT) {
        moreChains = next(extent);
      }
      return extent;
    }
    int extent = chains[chainCount - 1];
    int rest = next(extent);
    if (rest == NO_EXTENT) {
      chainCount--;
    } else {
      chains[chainCount - 1] = rest;
    }
    return extent;
  }

  private int useNew(int pages) {
    int extent = neverUsed;
    neverUsed += pages;
    putInt(extent, PAGES, pages);
    return extent;
  }

  private int takeFree(int size) {
    int extent = free[size];
    remove(extent, size);
    putInt(extent, PAGES, size);
    freePages -= size;
    return extent;
  }

  /** Cuts an extent down to what is wanted; the rest is free. */
  private int split(int extent, int wanted) {
    int rest = pages(extent) - wanted;
    if (rest > 0) {
      putInt(extent, PAGES, wanted);
      add(extent + wanted, rest);
      freePages += rest;
    }
    return extent;
  }

  private void joinAndAdd(int extent) {
    int size = pages(extent);
    int behind = extent + size;
    if (behind < neverUsed) {
      int other = getInt(behind, PAGES);
      if ((other & FREE) != 0 && size + (other & ~FREE) <= MAX_PAGES) {
        remove(behind, other & ~FREE);
        size += other & ~FREE;
      }
    }
    add(extent, size);
  }

  private void add(int extent, int size) {
    int first = free[size];
    putInt(extent, NEXT, first);
    putInt(extent, PAGES, size | FREE);
    putInt(extent, PREVIOUS, NO_EXTENT);
    if (first != NO_EXTENT) {
      putInt(first, PREVIOUS, extent);
    }
    free[size] = extent;
    freeSizes |= 1 << size;
  }

  private void remove(int extent, int size) {
    int next = next(extent);
    int previous = getInt(extent, PREVIOUS);
    if (next != NO_EXTENT) {
      putInt(next, PREVIOUS, previous);
    }
    if (previous != NO_EXTENT) {
      putInt(previous, NEXT, next);
    } else {
      free[size] = next;
      if (next == NO_EXTENT) {
        freeSizes &= ~(1 << size);
      }
    }
  }

  /**
   * Reads the starts of the chains that were returned last, so that they are in the processor's
   * cache when they are used.
   *
   * @return something, so that reading is not optimized away
   */
  public long readAheadReturned(int count) {
    long read = 0;
    for (int i = chainCount - 1; i >= Math.max(0, chainCount - count); i--) {
      read ^= getLong(chains[i], 0);
    }
    return read;
  }

  /** The pages of an extent that is in use. */
  public int pages(int extent) {
    return getInt(extent, PAGES);
  }

  /** What {@link #link} set: the next extent of a chain. */
  public int next(int extent) {
    return getInt(extent, NEXT);
  }

  /** Sets the next extent of a chain; {@link #NO_EXTENT} for none. */
  public void link(int extent, int next) {
    putInt(extent, NEXT, next);
  }

  /**
   * Takes back a chain of extents, in a time that does not depend on its length, and mostly without
   * a look at them, which would be a wait for main memory.
   *
   * @param first the first extent
   * @param last the last extent, linked to {@link #NO_EXTENT}
   * @param pages how many pages they have together
   */
  public void freeChain(int first, int last, int pages) {
    assert next(last) == NO_EXTENT : last;
    if (chainCount < chains.length) {
      chains[chainCount++] = first;
    } else {
      link(last, moreChains);
      moreChains = first;
    }
    freePages += pages;
  }

  /** Reads an {@code int} at a byte offset within an extent (expected: a multiple of 4). */
  public int getInt(int extent, int offset) {
    return MEMORY.get(JAVA_INT, at(extent, offset));
  }

  /** Writes an {@code int} at a byte offset within an extent (expected: a multiple of 4). */
  public void putInt(int extent, int offset, int value) {
    MEMORY.set(JAVA_INT, at(extent, offset), value);
  }

  /** Reads a {@code long} at a byte offset within an extent (expected: a multiple of 8). */
  public long getLong(int extent, int offset) {
    return MEMORY.get(JAVA_LONG, at(extent, offset));
  }

  /** Writes a {@code long} at a byte offset within an extent (expected: a multiple of 8). */
  public void putLong(int extent, int offset, long value) {
    MEMORY.set(JAVA_LONG, at(extent, offset), value);
  }

  /** Copies bytes into an extent; they must fit. No bytes fit everywhere, also at its end. */
  public void write(int extent, int offset, byte[] source, int from, int count) {
    if (count == 0) {
      return;
    }
    assert offset + count <= pages(extent) << pageShift : extent + ":" + offset + "+" + count;
    MemorySegment.copy(source, from, MEMORY, JAVA_BYTE, at(extent, offset), count);
  }

  /** Copies bytes out of an extent. */
  public void read(int extent, int offset, byte[] target, int to, int count) {
    assert offset + count <= pages(extent) << pageShift : extent + ":" + offset + "+" + count;
    MemorySegment.copy(MEMORY, JAVA_BYTE, at(extent, offset), target, to, count);
  }

  private long at(int extent, int offset) {
    long place = ((long) extent << pageShift) + offset;
    assert extent >= 0 && place < (long) neverUsed << pageShift : extent + ":" + offset;
    return base + place;
  }

  /** Gives everything back to the system; no extent may be used afterwards. */
  @Override
  public void close() {
    range.close();
  }
}
