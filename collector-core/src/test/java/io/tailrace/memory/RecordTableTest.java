// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTableTest {

  private static final int BYTES = 128;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomRecords_keepWhatIsWrittenToThem(long seed) {
    var random = new Random(seed);
    var model = new HashMap<Integer, Long>();
    try (var table = new RecordTable(BYTES, 1000 * BYTES)) {
      for (int i = 0; i < 20_000; i++) {
        if (random.nextInt(3) > 0 && table.ensureAvailable(1, _ -> true)) {
          int record = table.allocate();
          long value = random.nextLong();
          table.putLong(record, 0, value);
          table.putInt(record, BYTES - 4, (int) value);
          assertThat(model.put(record, value)).isNull();
        } else if (!model.isEmpty()) {
          int record = model.keySet().iterator().next();
          long value = model.remove(record);
          assertThat(table.getLong(record, 0)).isEqualTo(value);
          assertThat(table.getInt(record, BYTES - 4)).isEqualTo((int) value);
          table.free(record);
        }
        table.readAhead(random.nextInt());
        assertThat(table.usedBytes()).isEqualTo((long) model.size() * BYTES);
      }
      assertThat(model).hasSizeGreaterThan(900).hasSizeLessThanOrEqualTo(1000);
    }
  }

  @Test
  void allocate_lastFreed_isUsedFirst() {
    try (var table = new RecordTable(BYTES, 100 * BYTES)) {
      assertThat(table.ensureAvailable(3, _ -> true)).isTrue();
      int first = table.allocate();
      int second = table.allocate();
      assertThat(second).isEqualTo(first + 1);
      table.free(first);
      table.free(second);
      assertThat(table.allocate()).isEqualTo(second);
      assertThat(table.allocate()).isEqualTo(first);
    }
  }

  @Test
  void ensureAvailable_takesEveryByteItUses() {
    long[] left = {64 * BYTES};
    try (var table = new RecordTable(BYTES, 1 << 20)) {
      boolean enough =
          table.ensureAvailable(
              100,
              bytes -> {
                if (bytes > left[0]) {
                  return false;
                }
                left[0] -= bytes;
                return true;
              });
      assertThat(enough).isFalse();
      assertThat(left[0]).isZero();
      for (int i = 0; i < 64; i++) {
        table.allocate();
      }
      assertThatThrownBy(table::allocate)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("64 in use");
    }
  }

  @Test
  void sizeThatIsNoPowerOfTwo_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RecordTable(100, 1 << 20));
  }
}
