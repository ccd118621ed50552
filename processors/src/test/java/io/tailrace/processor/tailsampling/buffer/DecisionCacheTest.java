// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cache against the JDK's own map in access order. */
class DecisionCacheTest {

  private static final int CAPACITY = 200;

  private final Map<Long, Integer> model =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > CAPACITY;
        }
      };

  @Test
  void randomUse_isLeastRecentlyUsed() {
    try (var cache = new DecisionCache(CAPACITY, 5)) {
      use(cache);
    }
  }

  private void use(DecisionCache cache) {
    var random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      long id = random.nextInt(500);
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          cache.put(id * 31, id, i);
          model.put(id, i);
        }
        case 2 ->
            assertThat(cache.get(id * 31, id))
                .isEqualTo((int) model.getOrDefault(id, DecisionCache.ABSENT));
        default -> {
          if (random.nextInt(10) == 0) {
            cache.remove(id * 31, id);
            model.remove(id);
          }
        }
      }
      assertThat(cache.size()).isEqualTo(model.size());
    }
  }

  @Test
  void capacityZero_remembersNothing() {
    try (var cache = new DecisionCache(0, 5)) {
      cache.put(1, 2, 3);
      assertThat(cache.get(1, 2)).isEqualTo(DecisionCache.ABSENT);
      assertThat(cache.removeOldest()).isFalse();
    }
  }
}
