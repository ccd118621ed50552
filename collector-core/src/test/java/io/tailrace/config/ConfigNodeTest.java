// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigNodeTest {

  private final ConfigReport report = new ConfigReport();

  private ConfigNode node(String yaml) {
    return ConfigNodes.parse(yaml, report);
  }

  private List<String> errors() {
    return report.errors().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void read_everyType_givesValues() {
    ConfigNode node =
        node(
            """
            s: text
            n: 42
            hex: 0x10
            e: 1e3
            f: 2.5
            b: TRUE
            d: 1m30s
            l: [a, 2]
            one: single
            m: {k: v, n: 1}
            w: green
            t: s3cret
            """);
    assertThat(node.string("s", "")).isEqualTo("text");
    assertThat(node.string("n", "")).isEqualTo("42");
    assertThat(node.integer("n", 0, 0, 100)).isEqualTo(42);
    assertThat(node.integer("hex", 0, 0, 100)).isEqualTo(16);
    assertThat(node.integer("e", 0, 0, 1000)).isEqualTo(1000);
    assertThat(node.number("f", 0, 0, 10)).isEqualTo(2.5);
    assertThat(node.bool("b", false)).isTrue();
    assertThat(node.duration("d", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
    assertThat(node.strings("l", List.of())).containsExactly("a", "2");
    assertThat(node.strings("one", List.of())).containsExactly("single");
    assertThat(node.stringMap("m")).containsExactly(Map.entry("k", "v"), Map.entry("n", "1"));
    assertThat(node.choice("w", Map.of("green", 1, "red", 2), 0)).isEqualTo(1);
    assertThat(node.secret("t").orElseThrow())
        .returns("s3cret", Secret::value)
        .hasToString("[REDACTED]");
    node.finish();
    assertThat(errors()).isEmpty();
  }

  @Test
  void read_absentOrNull_givesDefaults() {
    ConfigNode node = node("a:\nb: ~\n");
    assertThat(node.has("a")).isTrue();
    assertThat(node.child("a").isPresent()).isTrue();
    assertThat(node.child("c").isPresent()).isFalse();
    assertThat(node.child("c").child("d").integer("e", 7, 0, 9)).isEqualTo(7);
    assertThat(node.string("b", "x")).isEqualTo("x");
    assertThat(node.duration("zz", Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    assertThat(node.children("zz")).isEmpty();
    assertThat(node.keys()).containsExactly("a", "b");
    node.finish();
    assertThat(errors()).isEmpty();
  }

  @Test
  void read_wrongValues_reportsAllAtTheirPositions() {
    ConfigNode node =
        node(
            """
            threshold_ms: -5
            wait: 30
            quoted: "5"
            flag: yes
            list:
              a: 1
            word: detaild
            ratio: 1.5
            nested: 7
            items: [{a: 1}, 5]
            texts: [a, [b]]
            headers: {a: [1]}
            """);
    node.integer("threshold_ms", 0, 0, Long.MAX_VALUE);
    node.duration("wait", Duration.ZERO);
    node.integer("quoted", 0, 0, 9);
    node.bool("flag", false);
    node.strings("list", List.of());
    node.choice("word", Map.of("basic", 0, "detailed", 1), 0);
    node.number("ratio", 0, 0, 1);
    node.child("nested");
    node.children("items").forEach(item -> item.integer("a", 0, 0, 9));
    node.strings("texts", List.of());
    node.secretMap("headers");
    node.finish();
    assertThat(errors())
        .containsExactly(
            "config.yaml:1:15: threshold_ms: -5 (expected: an integer >= 0)",
            "config.yaml:2:7: wait: 30 (expected: a duration with a unit, such as 200ms, 10s or"
                + " 1h30m)",
            "config.yaml:3:9: quoted: \"5\" (expected: an integer from 0 to 9)",
            "config.yaml:4:7: flag: yes (expected: true or false)",
            "config.yaml:5:1: list: a mapping (expected: a list of strings)",
            "config.yaml:7:7: word: detaild (expected: basic or detailed), did you mean detailed?",
            "config.yaml:8:8: ratio: 1.5 (expected: a number from 0 to 1)",
            "config.yaml:9:9: nested: a number (expected: a mapping)",
            "config.yaml:10:17: items[1]: a number (expected: a mapping)",
            "config.yaml:11:12: texts[1]: a list (expected: a string)",
            "config.yaml:12:11: headers::a: a list (expected: a string)");
  }

  @Test
  void finish_unknownKeys_suggestsTheOneThatWasMeant() {
    ConfigNode node = node("protocols:\n  grcp:\n    endpoint: x\n  http: {}\n  zebra: 1\n");
    ConfigNode protocols = node.child("protocols");
    protocols.child("grpc");
    protocols.child("http");
    node.finish();
    node.finish();
    assertThat(errors())
        .containsExactly(
            "config.yaml:2:3: protocols: unknown key grcp, did you mean grpc?",
            "config.yaml:5:3: protocols: unknown key zebra");
  }

  @Test
  void error_ownChecks_nameKeyOrNode() {
    ConfigNode node = node("a: 1\nb: {}\n");
    node.error("a", "1 (expected: > b)");
    node.child("b").error("", "empty");
    node.child("b").error("c", "missing");
    node.warn("a", "odd");
    assertThat(errors())
        .containsExactly(
            "config.yaml:1:4: a: 1 (expected: > b)",
            "config.yaml:2:1: b: empty",
            "config.yaml:2:1: b::c: missing");
    assertThat(report.warnings()).hasToString("[config.yaml:1:4: a: odd]");
    assertThatThrownBy(report::throwIfErrors)
        .isInstanceOf(ConfigException.class)
        .hasMessage(String.join("\n", errors()));
  }
}
