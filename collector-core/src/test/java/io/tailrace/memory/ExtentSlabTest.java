// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtentSlabTest {

  private static final int PAGE = 256;

  /** A chain of extents as its user knows it. */
  private record Chain(int first, int last, int pages, List<Integer> extents) {}

  private static Chain take(ExtentSlab slab, int pages) {
    var extents = new ArrayList<Integer>();
    int got = 0;
    while (got < pages) {
      int extent = slab.allocate(pages - got);
      assertThat(slab.pages(extent)).isBetween(1, Math.min(ExtentSlab.MAX_PAGES, pages - got));
      slab.link(extent, ExtentSlab.NO_EXTENT);
      if (!extents.isEmpty()) {
        slab.link(extents.getLast(), extent);
      }
      extents.add(extent);
      got += slab.pages(extent);
    }
    return new Chain(extents.getFirst(), extents.getLast(), got, extents);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomChains_neverShareAPageAndUseEveryPage(long seed) {
    int most = 4096;
    var random = new Random(seed);
    var held = new ArrayList<Chain>();
    int used = 0;
    try (var slab = new ExtentSlab(PAGE, (long) most * PAGE)) {
      for (int round = 0; round < 20_000; round++) {
        int wanted = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 15);
        if (slab.ensureAvailable(wanted, _ -> true)) {
          Chain chain = take(slab, wanted);
          held.add(chain);
          used += chain.pages();
        } else {
          assertThat(used + wanted).isGreaterThan(most);
        }
        if (held.size() > 200 || !slab.ensureAvailable(wanted, _ -> true)) {
          Chain old = held.remove(random.nextInt(held.size()));
          slab.freeChain(old.first(), old.last(), old.pages());
          used -= old.pages();
        }
        assertThat(slab.pagesInUse()).isEqualTo(used);
      }
      assertDisjoint(slab, held, most);
    }
  }

  private static void assertDisjoint(ExtentSlab slab, List<Chain> held, int most) {
    var seen = new BitSet(most);
    for (Chain chain : held) {
      int extent = chain.first();
      for (int expected : chain.extents()) {
        assertThat(extent).isEqualTo(expected);
        for (int page = extent; page < extent + slab.pages(extent); page++) {
          assertThat(seen.get(page)).isFalse();
          seen.set(page);
        }
        extent = slab.next(extent);
      }
      assertThat(extent).isEqualTo(ExtentSlab.NO_EXTENT);
    }
  }

  private static void free(ExtentSlab slab, int extent, int pages) {
    slab.link(extent, ExtentSlab.NO_EXTENT);
    slab.freeChain(extent, extent, pages);
  }

  /** So many that they are noted in two ways, and all come back at once. */
  @Test
  void freeChain_manyAtOnce_areAllUsedAgain() {
    int most = 1024;
    try (var slab = new ExtentSlab(PAGE, (long) most * PAGE)) {
      assertThat(slab.ensureAvailable(most, _ -> true)).isTrue();
      for (int round = 0; round < 3; round++) {
        var held = new ArrayList<Chain>();
        for (int i = 0; i < most / 8; i++) {
          held.add(take(slab, 8));
        }
        assertDisjoint(slab, held, most);
        assertThat(slab.freePages()).isZero();
        slab.readAheadReturned(100);
        held.forEach(chain -> slab.freeChain(chain.first(), chain.last(), chain.pages()));
        assertThat(slab.freePages()).isEqualTo(most);
        slab.readAheadReturned(100);
      }
    }
  }

  @Test
  void allocate_afterSmallExtentsWereFreed_joinsThem() {
    try (var slab = new ExtentSlab(PAGE, 64 * PAGE)) {
      assertThat(slab.ensureAvailable(64, _ -> true)).isTrue();
      var single = new ArrayList<Integer>();
      for (int i = 0; i < 64; i++) {
        single.add(slab.allocate(1));
      }
      for (int extent : single) {
        free(slab, extent, 1);
      }
      // each request looks through four of the returned extents
      assertThat(slab.pages(slab.allocate(8))).isEqualTo(4);
      assertThat(slab.pages(slab.allocate(8))).isEqualTo(4);
    }
  }

  @Test
  void allocate_onlySmallerExtentsFree_takesTheLargest() {
    try (var slab = new ExtentSlab(PAGE, 16 * PAGE)) {
      assertThat(slab.ensureAvailable(16, _ -> true)).isTrue();
      int a = slab.allocate(3);
      int between = slab.allocate(1);
      int b = slab.allocate(5);
      slab.allocate(7);
      assertThat(slab.pages(between)).isEqualTo(1);
      free(slab, a, 3);
      free(slab, b, 5);
      assertThat(slab.allocate(16)).isEqualTo(b);
      assertThat(slab.allocate(16)).isEqualTo(a);
      assertThat(slab.freePages()).isZero();
      assertThatThrownBy(() -> slab.allocate(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void ensureAvailable_boundOfOthersReached_takesWhatIsLeft() {
    long[] left = {700 << 10};
    try (var slab = new ExtentSlab(PAGE, 8 << 20)) {
      boolean enough =
          slab.ensureAvailable(
              1 << 20,
              bytes -> {
                if (bytes > left[0]) {
                  return false;
                }
                left[0] -= bytes;
                return true;
              });
      assertThat(enough).isFalse();
      assertThat(left[0]).isLessThan(PAGE);
      assertThat((long) slab.freePages() * PAGE + left[0]).isEqualTo(700 << 10);
    }
  }
}
