// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read from the system, from other programs and from the command line. */
class ReadingTest {

  @Test
  void cpuSeconds_nameWithBlanksAndParentheses_countsFromTheLastOne() {
    String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 9 0 0 0 250 75 0 0 20 0 14 0 100 1 2";
    assertThat(ProcFile.parseCpuSeconds(stat)).isEqualTo(3.25);
  }

  @Test
  void statusBytes_areKibibytes() {
    String status = "Name:\tjava\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
    assertThat(ProcFile.parseStatusBytes(status, "VmRSS")).isEqualTo(1 << 20);
    assertThat(ProcFile.parseStatusBytes(status, "VmSwap")).isZero();
  }

  @Test
  void metrics_withAndWithoutPrefixAndSuffix_areSummedOverLabels() {
    var page =
        MetricsPage.parse(
            """
            # HELP otelcol_x_total text
            # TYPE otelcol_x_total counter
            otelcol_x_total{policy="a b",sampled="true"} 3
            otelcol_x_total{policy="b"} 4.5
            y 1e3 1577880000000
            """);
    assertThat(page.value("x")).isEqualTo(7.5);
    assertThat(page.value("x", "policy=\"b\"")).isEqualTo(4.5);
    assertThat(page.value("y")).isEqualTo(1000);
    assertThat(page.has("z")).isFalse();
    assertThat(page.value("z")).isZero();
  }

  @Test
  void candidate_withName_fillsItsPlaces() {
    Candidate peer = Candidate.parse("otelcol=/opt/otelcol --config {config} -p {port}", "server");
    assertThat(peer.name()).isEqualTo("otelcol");
    assertThat(peer.isTailrace()).isFalse();
    assertThat(peer.command("c.yaml", 4317))
        .isEqualTo(List.of("/opt/otelcol", "--config", "c.yaml", "-p", "4317"));
    assertThat(Candidate.parse("/opt/otelcol --set=a", "server").name()).isEqualTo("server");
  }

  @Test
  void duration_otherForms_areRefused() throws Exception {
    var converter = new DurationConverter();
    assertThat(converter.convert("200ms")).isEqualTo(Duration.ofMillis(200));
    assertThat(converter.convert("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThatThrownBy(() -> converter.convert("2h")).hasMessageContaining("expected: such as");
  }

  @Test
  void median_ofOddEvenAndNone() {
    assertThat(Median.of(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Median.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    assertThat(Median.of(List.of())).isZero();
  }
}
