// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts every byte that the process retains on behalf of traces, by {@link MemoryTag}, against one
 * limit per tag. Thread-safe and without locks.
 */
public final class MemoryBudget {

  private static final int TAGS = MemoryTag.values().length;

  private final AtomicLongArray used = new AtomicLongArray(TAGS);
  private final AtomicLongArray limits = new AtomicLongArray(TAGS);
  private final AtomicLong processLimitBytes;
  private final ArrayPool arrays = new ArrayPool(this);

  /**
   * Makes a budget whose tags are unlimited.
   *
   * @param processLimitBytes what the whole process may use, usually the container's memory
   */
  public MemoryBudget(long processLimitBytes) {
    this.processLimitBytes = new AtomicLong(processLimitBytes);
    for (int i = 0; i < TAGS; i++) {
      limits.set(i, Long.MAX_VALUE);
    }
  }

  /** What the whole process may use, in bytes: defaults are derived from it. */
  public long processLimitBytes() {
    return processLimitBytes.get();
  }

  /** Lowers {@link #processLimitBytes()}; a higher value than the present one changes nothing. */
  public void lowerProcessLimit(long bytes) {
    processLimitBytes.accumulateAndGet(bytes, Math::min);
  }

  /** The arrays that output is written to, those that are idle counted in this budget. */
  public ArrayPool arrays() {
    return arrays;
  }

  /** Sets the limit of one tag, in bytes. */
  public void setLimit(MemoryTag tag, long bytes) {
    limits.set(tag.ordinal(), bytes);
  }

  /** The limit of one tag, in bytes; {@link Long#MAX_VALUE} if there is none. */
  public long limit(MemoryTag tag) {
    return limits.get(tag.ordinal());
  }

  /**
   * Takes {@code bytes} from the tag's allowance if that stays within its limit.
   *
   * @return whether they were taken; if so, they must be given back with {@link #release}
   */
  public boolean tryReserve(MemoryTag tag, long bytes) {
    int i = tag.ordinal();
    long limit = limits.get(i);
    while (true) {
      long now = used.get(i);
      if (bytes > limit - now) {
        return false;
      }
      if (used.compareAndSet(i, now, now + bytes)) {
        return true;
      }
    }
  }

  /** Takes {@code bytes} whatever the limit: for what cannot be refused any more. */
  public void reserve(MemoryTag tag, long bytes) {
    used.addAndGet(tag.ordinal(), bytes);
  }

  /** Gives back what was reserved. */
  public void release(MemoryTag tag, long bytes) {
    used.addAndGet(tag.ordinal(), -bytes);
  }

  /** The bytes in use under one tag. */
  public long used(MemoryTag tag) {
    return used.get(tag.ordinal());
  }

  /** The bytes in use under all tags. */
  public long used() {
    long sum = 0;
    for (int i = 0; i < TAGS; i++) {
      sum += used.get(i);
    }
    return sum;
  }
}
