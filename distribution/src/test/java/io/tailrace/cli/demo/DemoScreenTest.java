// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoScreenTest {

  private static DemoSnapshot snapshot(long spans, long limitBytes) {
    Map<String, Long> kept = new LinkedHashMap<>();
    kept.put("errors", 55L);
    kept.put("slow", 54L);
    kept.put("baseline", 180L);
    return new DemoSnapshot(
        9, false, spans + 48, spans, 400, 1_258_291, limitBytes, kept, 281, 1_519, 2_011);
  }

  @Test
  void lines_openShop_areTheGoldenText() {
    assertThat(String.join("\n", DemoScreen.lines(snapshot(11_952, 32 << 20))))
        .isEqualTo(
            """
            tailrace demo   9 s   the shop is open

            spans in            11,952   sent by the shop 12,000
            traces held            400
            buffer        [##......................................] 1.2 of 32 MiB
            traces kept            281   of 1,800 decided
              by errors              55
              by slow                54
              by baseline           180
            dropped              1,519
            backend has          2,011 spans""");
  }

  @Test
  void plain_isOneLine() {
    assertThat(DemoScreen.plain(snapshot(11_952, 32 << 20)))
        .isEqualTo(
            "  9s spans_in=11952 traces_held=400 buffer=1.2/32MiB"
                + " kept=281 errors=55 slow=54 baseline=180 dropped=1519");
  }

  @Test
  void lines_hugeNumbers_fitIn80Columns() {
    assertThat(DemoScreen.lines(snapshot(Long.MAX_VALUE / 2, Long.MAX_VALUE)))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
  }

  @Test
  void frame_afterTheFirst_startsAboveTheOneBefore() {
    DemoSnapshot s = snapshot(1, 0);
    String first = DemoScreen.frame(s, true);
    String second = DemoScreen.frame(s, false);

    assertThat(second).isEqualTo("\u001b[" + DemoScreen.lines(s).size() + "A" + first);
    assertThat(first.lines()).hasSize(DemoScreen.lines(s).size());
  }

  @Test
  void draws_onlyOnATerminalThatMayBeDrawnOn() {
    assertThat(DemoCommand.draws(true, Map.of("TERM", "xterm"))).isTrue();
    assertThat(DemoCommand.draws(false, Map.of("TERM", "xterm"))).isFalse();
    assertThat(DemoCommand.draws(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(DemoCommand.draws(true, Map.of())).isFalse();
    assertThat(DemoCommand.draws(true, Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
  }
}
