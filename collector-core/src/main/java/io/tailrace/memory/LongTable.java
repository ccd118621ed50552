// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * A table of {@code long}s outside the heap. It uses memory only where elements were set, so that
 * its size may be the most that will ever be needed. New elements are 0.
 *
 * <p>Not thread-safe. Freed by {@link #close()}.
 */
public final class LongTable implements AutoCloseable {

  private static final MemorySegment MEMORY = AddressRange.MEMORY;

  private final long size;
  private final AddressRange range;
  private final long base;

  /**
   * Makes a table.
   *
   * @param size the number of elements
   */
  public LongTable(long size) {
    this.size = size;
    range = new AddressRange(size * Long.BYTES);
    base = range.address();
  }

  /** The number of elements. */
  public long size() {
    return size;
  }

  /** The element at {@code i}. */
  public long get(long i) {
    return MEMORY.get(JAVA_LONG, at(i));
  }

  /** Sets the element at {@code i}. */
  public void set(long i, long value) {
    MEMORY.set(JAVA_LONG, at(i), value);
  }

  private long at(long i) {
    assert i >= 0 && i < size : i;
    return base + i * Long.BYTES;
  }

  /** Gives everything back to the system. */
  @Override
  public void close() {
    range.close();
  }
}
