// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;

/**
 * Records of one size outside the heap, side by side, so that those made one after the other lie
 * one behind the other. The memory is taken into use a piece at a time, up to a bound; what was
 * freed last is used first.
 *
 * <p>Not thread-safe. Freed by {@link #close()}.
 */
public final class RecordTable implements AutoCloseable {

  /** Stands for "no record". */
  public static final int NONE = -1;

  /** The most that the table grows by at a time, in bytes; less if its bound is small. */
  private static final long GROWTH_BYTES = AddressRange.HUGE_PAGE_BYTES;

  /** In how many pieces, at least, the table grows to its bound. */
  private static final int PIECES = 32;

  private static final int CACHE_LINE_BYTES = 64;

  private static final MemorySegment MEMORY = AddressRange.MEMORY;

  /**
   * How many records ahead is read. Records that are freed in the order in which they were made are
   * allocated in the opposite one, so that the next free ones mostly lie in a row.
   */
  private static final int AHEAD = 8;

  /** Where a free record says which is the next. */
  private static final int NEXT_FREE = 0;

  private final int recordShift;
  private final int most;
  private final long growthBytes;
  private final AddressRange range;
  private final long base;
  private int firstFree = NONE;
  private int lastAllocated;

  /** What was read ahead; kept so that reading is not optimized away. */
  @SuppressWarnings("UnusedVariable")
  private long readAhead;

  private int inUse;
  private int neverUsed;
  private int grown;

  /**
   * Makes a table that uses no memory yet.
   *
   * @param recordBytes the size of a record (expected: a power of two, at least 128)
   * @param limitBytes the bound; rounded down to whole records
   */
  public RecordTable(int recordBytes, long limitBytes) {
    if (Integer.bitCount(recordBytes) != 1 || recordBytes < 2 * CACHE_LINE_BYTES) {
      throw new IllegalArgumentException(
          "recordBytes: " + recordBytes + " (expected: a power of two, at least 128)");
    }
    recordShift = Integer.numberOfTrailingZeros(recordBytes);
    most = (int) Math.min(limitBytes >>> recordShift, Integer.MAX_VALUE);
    growthBytes =
        Math.clamp(limitBytes / PIECES >>> recordShift << recordShift, recordBytes, GROWTH_BYTES);
    range = new AddressRange((long) most << recordShift);
    base = range.address();
  }

  /** The bytes of the records in use. */
  public long usedBytes() {
    return (long) inUse << recordShift;
  }

  /**
   * Makes sure that {@code count} records can be allocated, growing as far as it is allowed.
   *
   * @param take asked for the bytes of every new piece; false means that there are none
   * @return whether they can
   */
  public boolean ensureAvailable(int count, LongPredicate take) {
    while (grown - inUse < count) {
      long bytes = Math.min(growthBytes, (long) (most - grown) << recordShift);
      int records = Growth.take(bytes, recordShift, take);
      if (records == 0) {
        return false;
      }
      grown += records;
    }
    return true;
  }

  /**
   * Hands out a record with undefined content.
   *
   * @throws IllegalStateException if {@link #ensureAvailable} did not confirm that there is one
   */
  public int allocate() {
    int record = firstFree;
    if (record != NONE) {
      readAhead ^= readAhead(record + AHEAD * Integer.signum(record - lastAllocated));
      lastAllocated = record;
      firstFree = getInt(record, NEXT_FREE);
    } else if (neverUsed < grown) {
      record = neverUsed++;
    } else {
      throw new IllegalStateException("no record available: " + inUse + " in use");
    }
    inUse++;
    return record;
  }

  /** Takes a record back. */
  public void free(int record) {
    putInt(record, NEXT_FREE, firstFree);
    firstFree = record;
    inUse--;
  }

  /**
   * Reads the first 128 bytes of a record, so that they are in the processor's cache when they are
   * used.
   *
   * @param record any number: what is no record, or none any more, is passed over
   * @return something, so that reading is not optimized away
   */
  public long readAhead(int record) {
    return record >= 0 && record < neverUsed
        ? getLong(record, 0) ^ getLong(record, CACHE_LINE_BYTES)
        : 0;
  }

  /** Reads an {@code int} at a byte offset within a record (expected: a multiple of 4). */
  public int getInt(int record, int offset) {
    return MEMORY.get(JAVA_INT, at(record, offset));
  }

  /** Writes an {@code int} at a byte offset within a record (expected: a multiple of 4). */
  public void putInt(int record, int offset, int value) {
    MEMORY.set(JAVA_INT, at(record, offset), value);
  }

  /** Reads a {@code long} at a byte offset within a record (expected: a multiple of 8). */
  public long getLong(int record, int offset) {
    return MEMORY.get(JAVA_LONG, at(record, offset));
  }

  /** Writes a {@code long} at a byte offset within a record (expected: a multiple of 8). */
  public void putLong(int record, int offset, long value) {
    MEMORY.set(JAVA_LONG, at(record, offset), value);
  }

  private long at(int record, int offset) {
    assert record >= 0 && record < neverUsed && offset >>> recordShift == 0 : record + ":" + offset;
    return base + ((long) record << recordShift) + offset;
  }

  /** Gives everything back to the system; no record may be used afterwards. */
  @Override
  public void close() {
    range.close();
  }
}
