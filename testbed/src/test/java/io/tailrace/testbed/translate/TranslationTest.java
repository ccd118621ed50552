// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TranslationTest {

  private static Translation of(String status, List<List<String>> spans) {
    return new Translation(status, spans);
  }

  @Test
  void differences_sameSpansInAnotherOrder_areNone() {
    var one = of("202", List.of(List.of("spanId = 1"), List.of("spanId = 2")));
    var two = of("202 Accepted", List.of(List.of("spanId = 2"), List.of("spanId = 1")));
    assertThat(one.differences(two)).isEmpty();
  }

  @Test
  void differences_oneLine_isNamedWithItsSpan() {
    var one = of("", List.of(List.of("name = a", "spanId = 1"), List.of("name = b", "spanId = 2")));
    var two = of("", List.of(List.of("name = b", "spanId = 2"), List.of("name = c", "spanId = 1")));
    assertThat(one.differences(two))
        .containsExactly("  span [spanId = 1]", "- name = a", "+ name = c");
  }

  @Test
  void differences_missingAndDoubledSpans_areShownWhole() {
    var one = of("OK", List.of(List.of("spanId = 1"), List.of("spanId = 1")));
    assertThat(one.differences(of("OK", List.of(List.of("spanId = 1")))))
        .containsExactly("- [spanId = 1]");
    assertThat(of("OK", List.of()).differences(one))
        .containsExactly("+ [spanId = 1]", "+ [spanId = 1]");
  }

  @Test
  void differences_attributeTwice_isShown() {
    var one = of("OK", List.of(List.of("attribute a = 1", "spanId = 1")));
    var two = of("OK", List.of(List.of("attribute a = 1", "attribute a = 1", "spanId = 1")));
    assertThat(one.differences(two)).hasSize(3).last().asString().startsWith("+ ");
  }

  @Test
  void differences_ofStatuses_countOnlyIfOneIsAccepted() {
    assertThat(of("400 x", List.of()).differences(of("413 y", List.of()))).isEmpty();
    assertThat(of("400 x", List.of()).differences(of("202", List.of())))
        .containsExactly("- answer 400 x", "+ answer 202");
    assertThat(of("OK", List.of()).differences(of("INVALID_ARGUMENT: z", List.of())))
        .containsExactly("- answer OK", "+ answer INVALID_ARGUMENT: z");
  }

  @Test
  void reason_ofKnownSample_isGiven() {
    var known = new Sample("ids 64 bit", Wire.ZIPKIN_V2_PROTO, new byte[0], "");
    var other = new Sample("ids 64 bit", Wire.ZIPKIN_V2_JSON, new byte[0], "");
    assertThat(KnownDifferences.reason(known)).hasValueSatisfying(r -> assertThat(r).contains("8"));
    assertThat(KnownDifferences.reason(other)).isEmpty();
  }
}
