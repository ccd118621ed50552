// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelDropsTest {

  /** As Linux 6.1 prints it. */
  private static final List<String> TABLE =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
        311: 0100007F:1AAF 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 41342 2 0000000000000000 17
        312: 00000000:1AB0 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 41343 2 0000000000000000 4
        313: 00000000:1AAF 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 41344 2 0000000000000000 3
      """
          .lines()
          .toList();

  @Test
  void sum_aPort_addsItsSockets() {
    assertThat(KernelDrops.sum(TABLE, 6831)).isEqualTo(20);
    assertThat(KernelDrops.sum(TABLE, 6832)).isEqualTo(4);
    assertThat(KernelDrops.sum(TABLE, 9411)).isZero();
  }

  @Test
  void sum_nothing_isZero() {
    assertThat(KernelDrops.sum(List.of(), 6831)).isZero();
    assertThat(KernelDrops.sum(List.of("sl", "garbage"), 6831)).isZero();
  }
}
