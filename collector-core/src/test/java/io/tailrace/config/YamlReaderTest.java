// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

  private static void assertError(String yaml, String message) {
    assertThatThrownBy(() -> YamlReader.read("c.yaml", yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void read_malformed_saysWhereAndWhat() {
    assertError(
        "a: 1\nb: [1,\nc: 2\n",
        "c.yaml:4:1: not valid YAML: expected ',' or ']', but got"
            + " <stream end> (while parsing a flow sequence that starts at line 2)");
    assertError(
        "a:\n\tb: 1\n", "c.yaml:2:1: not valid YAML: a tab (expected: spaces for indentation)");
    assertError(
        "a: 'open\n",
        "c.yaml:2:1: not valid YAML: found unexpected end of stream (while"
            + " scanning a quoted scalar that starts at line 1)");
    assertError("a: *b\n", "c.yaml:1:4: not valid YAML: found undefined alias b");
    assertError("a: 1\n---\nb: 2\n", "c.yaml:2:1: a second document (expected: one per file)");
    assertError(
        "a: 1\nb: x\u0000\n",
        "c.yaml:2:5: not valid YAML: character U+0000 (expected:" + " printable text)");
  }

  @Test
  void read_brokenRules_saysWhereAndWhat() {
    assertError("a:\n  x: 1\n  y: 2\n  x: 3\n", "c.yaml:4:3: key x is already there at line 2");
    assertError("a: !!int five\n", "c.yaml:1:4: tag !!int does not suit five");
    assertError("a: !env five\n", "c.yaml:1:4: tag !env does not suit five");
    assertError("? [a, b]\n: 1\n", "c.yaml:1:3: a key that is not a word (expected: key: value)");
    assertError("a: &x [1, *x]\n", "c.yaml:1:4: the anchor has an alias of itself inside");
    assertError(
        "a:\n  <<: 5\n",
        "c.yaml:2:7: <<: not a mapping (expected: an alias of a mapping," + " or a list of them)");
  }

  @Test
  void read_hugeClaims_endsAtALimit() {
    assertThatThrownBy(() -> YamlReader.read("c.yaml", "[".repeat(200_000)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Nesting Depth exceeded max 100");
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    assertThatThrownBy(() -> YamlReader.read("c.yaml", bomb.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("more than 500000 values, counting each use of an alias");
    assertThatThrownBy(() -> YamlReader.read("c.yaml", "#".repeat(YamlReader.MAX_CHARS + 1)))
        .hasMessage("c.yaml: 4194305 characters (expected: at most 4194304)");
  }

  @Test
  void read_cutOffAnywhere_neverFailsOtherwise() {
    String yaml =
        "receivers:\n  otlp: &o {protocols: {grpc: \"a\\tb\", http: 'c'}}\nlist:\n  - *o\n"
            + "  - |\n    text\n  - >-\n    more\nx: !!str 5\n";
    for (int end = 0; end <= yaml.length(); end++) {
      try {
        YamlReader.read("c.yaml", yaml.substring(0, end));
      } catch (ConfigException e) {
        assertThat(e).hasMessageMatching("c\\.yaml:\\d+:\\d+: .+");
      }
    }
  }

  @Test
  void read_aliasesAndMergeKeys_areReplaced() {
    ConfigNode node =
        ConfigNodes.parse(
            "base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3\nd: *b\n", new ConfigReport());
    assertThat(node.child("c").integer("x", 0, 0, 9)).isEqualTo(1);
    assertThat(node.child("c").integer("y", 0, 0, 9)).isEqualTo(3);
    assertThat(node.child("d").keys()).isEqualTo(List.of("x", "y"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, BOOLEAN", "False, BOOLEAN", "yes, STRING", "on, STRING", "~, NULL", "Null, NULL",
    "0, INTEGER", "-7, INTEGER", "+7, INTEGER", "0x1F, INTEGER", "0o17, INTEGER", "017, INTEGER",
    "0b11, INTEGER", "1_000, INTEGER", "08, FLOAT", "1.5, FLOAT", "1e3, FLOAT", ".5, FLOAT",
    "-.inf, FLOAT", ".nan, FLOAT", "1.2.3, STRING", "1m30s, STRING", "-, STRING", "0x, STRING",
    "2001-01-01, STRING", "1:30, STRING", "5e, STRING", "--1, STRING"
  })
  void scalarType_plainText_followsTheCollector(String text, ScalarType type) {
    assertThat(ScalarType.of(text)).isEqualTo(type);
  }
}
