// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.cli.demo.DemoSummary.Line;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {

  private static final Line NORMAL = new Line(1_880, 190, 0);

  @Test
  void exitCode_everyErrorAndSlowTraceComplete_isZero() {
    var summary = new DemoSummary(new Line(60, 60, 0), new Line(60, 60, 0), NORMAL, 0);

    assertThat(summary.exitCode()).isZero();
    assertThat(String.join("\n", summary.lines()))
        .isEqualTo(
            """
            errors        60 sent        60 arrived complete      0 in part  (all of them)
            slow          60 sent        60 arrived complete      0 in part  (all of them)
            others     1,880 sent       190 arrived complete      0 in part  (a baseline of about 10 %)
            no request was refused
            Every error and slow trace that was sent arrived complete.""");
  }

  @Test
  void exitCode_oneTraceMissing_isOne() {
    var missingError = new DemoSummary(new Line(60, 59, 1), new Line(60, 60, 0), NORMAL, 0);
    var missingSlow = new DemoSummary(new Line(60, 60, 0), new Line(60, 59, 0), NORMAL, 2);

    assertThat(missingError.exitCode()).isEqualTo(1);
    assertThat(missingError.lines().getFirst()).endsWith("(1 MISSING)");
    assertThat(missingSlow.exitCode()).isEqualTo(1);
    assertThat(missingSlow.lines()).contains("2 requests were refused for good");
  }

  @Test
  void exitCode_nothingSent_isOne() {
    var none = new Line(0, 0, 0);
    var summary = new DemoSummary(none, none, NORMAL, 0);
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines().getLast()).contains("sent no error and no slow trace");
  }
}
