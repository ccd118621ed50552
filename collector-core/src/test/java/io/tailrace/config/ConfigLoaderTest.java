// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.config.ConfigDocument.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {

  @TempDir Path dir;

  private final ConfigReport report = new ConfigReport();
  private final ConfigLoader loader =
      new ConfigLoader(
          Map.of(
              "PORT", "4317",
              "HOST", "example.org",
              "NAME", "PORT",
              "MAP", "{a: 1, b: [x]}",
              "HASH", "abc # def",
              "LOOP", "${env:LOOP}",
              "GROW", "${GROW} ${GROW}",
              "WHOLE", "exporters: {debug: {verbosity: basic}}"));

  private ConfigNode yaml(String yaml) {
    return loader.load(List.of("yaml:" + yaml), List.of(), report).node();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private List<String> errorsOf(String... sources) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> loader.load(List.of(sources), List.of(), report));
    return e.errors().stream()
        .map(ConfigProblem::toString)
        .map(line -> line.replace(dir + "/", ""))
        .toList();
  }

  @Test
  void load_severalSources_mergesMapsAndReplacesLists() throws IOException {
    Path first = write("a.yaml", "a: {x: 1, y: 2}\nlist: [1, 2]\nkept: true\n");
    Path second = write("b.yaml", "a: {y: 3}\nlist: [9]\n");
    ConfigDocument document =
        loader.load(
            List.of(
                first.toString(),
                "file:" + second,
                "env:WHOLE",
                "yaml:exporters::debug::verbosity: detailed"),
            List.of("a.z=[p, q]", "new.deep.key=5s"),
            report);
    assertThat(document.toYaml(Secrets.REDACTED))
        .isEqualTo(
            """
            a:
              x: 1
              y: 3
              z:
                - p
                - q
            list:
              - 9
            kept: true
            exporters:
              debug:
                verbosity: detailed
            new:
              deep:
                key: 5s
            """);
  }

  @Test
  void load_mergedSources_errorsNameTheSourceOfEachValue() throws IOException {
    Path first = write("a.yaml", "a:\n  x: one\n  y: two\n");
    Path second = write("b.yaml", "\na:\n  y: three\n");
    ConfigNode node =
        loader
            .load(List.of(first.toString(), second.toString()), List.of("a.z=four"), report)
            .node()
            .child("a");
    Stream.of("x", "y", "z").forEach(key -> node.integer(key, 0, 0, 9));
    assertThat(report.errors().stream().map(e -> e.toString().replace(dir + "/", "")))
        .containsExactly(
            "--set a.z: a::z: four (expected: an integer from 0 to 9)",
            "a.yaml:2:6: a::x: one (expected: an integer from 0 to 9)",
            "b.yaml:3:6: a::y: three (expected: an integer from 0 to 9)");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "${env:HOST}, example.org",
        "${HOST}, example.org",
        "${env:HOST}:${env:PORT}, example.org:4317",
        "${env:UNSET:-fallback}, fallback",
        "${env:UNSET:-${env:HOST}}, example.org",
        "${env:PORT:-1}, 4317",
        "${env:${env:NAME}}, 4317",
        "$${env:HOST}, ${env:HOST}",
        "$$${env:HOST}, $example.org",
        "a$$b, a$b",
        "a$b, a$b",
        "${unclosed, ${unclosed",
        "x${env:UNSET}y, xy",
        "'${env:HASH}', abc # def",
        "${yaml:text}, text",
        "${env:MAP}, `{a: 1, b: [x]}`"
      })
  void expand_reference_givesText(String written, String expected) {
    assertThat(yaml("key: \"" + written.replace("'", "") + "\"").string("key", "none"))
        .isEqualTo(expected);
    assertThat(report.errors()).isEmpty();
  }

  @Test
  void expand_wholeValue_isTypedAsYaml() throws IOException {
    Path file = write("part.yaml", "deep:\n  port: ${env:PORT}\n  bad: x\n");
    ConfigNode node =
        yaml("{port: \"${env:PORT}\", map: \"${env:MAP}\", file: \"${file:" + file + "}\"}");
    assertThat(node.integer("port", 0, 0, 65535)).isEqualTo(4317);
    assertThat(node.child("map").strings("b", List.of())).containsExactly("x");
    ConfigNode deep = node.child("file").child("deep");
    assertThat(deep.integer("port", 0, 0, 65535)).isEqualTo(4317);
    deep.integer("bad", 0, 0, 1);
    assertThat(report.errors().getFirst().toString())
        .isEqualTo(file + ":3:8: file::deep::bad: x (expected: an integer from 0 to 1)");
  }

  @Test
  void expand_unsetVariable_warnsAndReadsAsEmpty() {
    ConfigNode node = yaml("a:\n  b: ${env:NOPE}");
    assertThat(node.child("a").string("b", "default")).isEqualTo("default");
    assertThat(report.warnings())
        .hasToString("[yaml:a::2:6: a::b: environment variable NOPE is not set, read as empty]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${1x}|k: ${1x}: not the name of an environment variable (expected: letters, digits and _;"
            + " $$ for a literal $)",
        "${http://a}|k: ${http://a}: unknown scheme http (expected: env, file or yaml)",
        "${file:/no/such}|/no/such: no such file (expected: a readable file)",
        "${LOOP}|k: too many references: one that leads to itself? (${env:LOOP})"
      })
  void expand_impossible_isAnError(String written, String message) {
    assertThat(errorsOf("yaml:k: '" + written + "'")).singleElement().asString().endsWith(message);
  }

  @Test
  void expand_growing_endsWithAnError() {
    assertThat(errorsOf("yaml:k: ${GROW}"))
        .singleElement()
        .asString()
        .contains("k: too many references: one that leads to itself?");
  }

  @Test
  void load_unreadableSources_reportsAll() throws IOException {
    Files.write(dir.resolve("latin.yaml"), "a: 1\nb: Käse".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(dir.resolve("utf16.yaml"), "a: 1".getBytes(StandardCharsets.UTF_16));
    Files.write(dir.resolve("huge.yaml"), new byte[ConfigText.MAX_BYTES + 1]);
    write("list.yaml", "- a\n");
    write("text.yaml", "nothing but words");
    assertThat(
            errorsOf(
                dir + "/none.yaml",
                dir + "/latin.yaml",
                dir + "/utf16.yaml",
                dir + "/huge.yaml",
                dir + "/list.yaml",
                dir + "/text.yaml",
                dir.toString(),
                "env:NOPE",
                "https://example.org/c.yaml"))
        .containsExactlyInAnyOrder(
            "none.yaml: no such file (expected: a readable file)",
            "latin.yaml:2:5: byte 0xE4 is not valid UTF-8 (expected: UTF-8 text)",
            "utf16.yaml:1:1: UTF-16 text (expected: UTF-8)",
            "huge.yaml: larger than 4194304 bytes (expected: a configuration)",
            "list.yaml:1:1: a list (expected: a mapping with receivers, exporters, service)",
            "text.yaml:1:1: a string (expected: a mapping with receivers, exporters, service)",
            dir + ": Is a directory (expected: a readable file)",
            "env:NOPE: the environment variable NOPE is not set",
            "https://example.org/c.yaml: scheme https (expected: file, env or yaml)");
  }

  @Test
  void load_settingWithoutValue_isAnError() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> loader.load(List.of(), List.of("a.b"), report));
    assertThat(e).hasMessage("--set a.b: no value (expected: --set key.of.option=value)");
  }

  @Test
  void load_emptyFile_isAnEmptyConfiguration() throws IOException {
    Path file = write("empty.yaml", "# nothing\n");
    assertThat(loader.load(List.of(file.toString()), List.of(), report).node().keys()).isEmpty();
  }

  @Test
  void print_secrets_areRedactedUnlessAskedFor() {
    ConfigDocument document =
        loader.load(
            List.of("yaml:{key: hunter2, headers: {a: b}, n: 1.5, s: '5', e: [], z: null}"),
            List.of(),
            report);
    ConfigNode node = document.node();
    node.secret("key");
    node.secretMap("headers");
    assertThat(document.toYaml(Secrets.REDACTED))
        .isEqualTo(
            """
            key: '[REDACTED]'
            headers:
              a: '[REDACTED]'
            n: 1.5
            s: '5'
            e: []
            z: null
            """);
    assertThat(document.toJson(Secrets.SHOWN))
        .isEqualTo(
            """
            {
              "key": "hunter2",
              "headers": {
                "a": "b"
              },
              "n": 1.5,
              "s": "5",
              "e": [],
              "z": null
            }
            """);
  }
}
