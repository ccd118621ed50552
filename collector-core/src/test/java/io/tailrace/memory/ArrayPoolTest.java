// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrayPoolTest {

  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final ArrayPool pool = memory.arrays();

  @Test
  void take_afterGive_isTheSameArray() {
    byte[] first = pool.take(500_000);
    assertThat(first.length).isBetween(500_000, 625_000);
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS)).isZero();
    pool.give(first);
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS)).isEqualTo(first.length);
    assertThat(pool.take(490_000)).isSameAs(first);
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS)).isZero();
  }

  @Test
  void take_whatIsMuchSmaller_leavesLargeArraysAlone() {
    byte[] large = pool.take(500_000);
    pool.give(large);
    byte[] small = pool.take(100_000);
    assertThat(small.length).isBetween(100_000, 125_000);
    assertThat(pool.take(500_000)).isSameAs(large);
  }

  @Test
  void take_severalFit_theSmallest() {
    byte[] wide = pool.take(120_000);
    byte[] narrow = pool.take(105_000);
    pool.give(narrow);
    pool.give(wide);
    assertThat(pool.take(104_000)).isSameAs(narrow);
  }

  @Test
  void give_beyondTheLimit_letsTheOldestGo() {
    memory.setLimit(MemoryTag.IDLE_ARRAYS, 300_000);
    byte[] first = pool.take(100_000);
    byte[] second = pool.take(100_000);
    byte[] third = pool.take(100_000);
    pool.give(first);
    pool.give(second);
    pool.give(third);
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS)).isEqualTo(second.length + third.length);
    assertThat(pool.take(100_000)).isSameAs(third);
    assertThat(pool.take(100_000)).isSameAs(second);
    assertThat(pool.take(100_000)).isNotSameAs(first);
  }

  @Test
  void give_largerThanTheLimit_isLeftToTheGarbageCollector() {
    memory.setLimit(MemoryTag.IDLE_ARRAYS, 1000);
    pool.give(pool.take(100_000));
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS)).isZero();
    assertThat(pool.lent()).isZero();
  }

  @Test
  void give_moreThanItKeeps_isBounded() {
    var taken = new byte[ArrayPool.MAX_IDLE + 10][];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = pool.take(2000);
    }
    assertThat(pool.lent()).isEqualTo(taken.length);
    for (byte[] array : taken) {
      pool.give(array);
    }
    assertThat(memory.used(MemoryTag.IDLE_ARRAYS))
        .isEqualTo((long) ArrayPool.MAX_IDLE * taken[0].length);
    assertThat(pool.lent()).isZero();
  }
}
