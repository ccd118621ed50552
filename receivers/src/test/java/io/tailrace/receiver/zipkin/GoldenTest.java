// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mapping, case by case: {@code golden/*.txt} have inputs and what has to become of them.
 *
 * <pre>
 * === name of the case
 * v2 json [legacy|stable] [parse]
 * the body; hexadecimal digits for v1 thrift and v2 proto, with comments behind #
 * ---
 * the request as {@link OtlpText}, then lines about what was left out
 * </pre>
 */
class GoldenTest {

  private record Case(String file, String name, String format, String body, String expected) {
    @Override
    public String toString() {
      return file + ": " + name;
    }
  }

  static List<Case> cases() throws IOException, URISyntaxException {
    Path folder = Path.of(GoldenTest.class.getResource("golden").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      var cases = new ArrayList<Case>();
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        for (String block : Files.readString(file).split("(?m)^=== ", -1)) {
          if (!block.isBlank() && !block.startsWith("#")) {
            cases.add(parse(name, block));
          }
        }
      }
      assertThat(cases).isNotEmpty();
      return cases;
    }
  }

  private static Case parse(String file, String block) {
    int title = block.indexOf('\n');
    int format = block.indexOf('\n', title + 1);
    int rule = block.indexOf("\n---\n", format);
    return new Case(
        file,
        block.substring(0, title),
        block.substring(title + 1, format),
        block.substring(format + 1, Math.max(rule, format + 1)),
        block.substring(rule + 5).strip());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void translate_goldenInput_givesWhatIsExpected(Case each) {
    assertThat(result(each).strip()).isEqualTo(each.expected);
  }

  private static String result(Case each) {
    List<String> words = List.of(each.format.split(" "));
    Format format = Format.valueOf((words.get(0) + "_" + words.get(1)).toUpperCase(Locale.ROOT));
    var conventions =
        words.contains("legacy")
            ? SemanticConventions.LEGACY
            : words.contains("stable") ? SemanticConventions.STABLE : SemanticConventions.DEFAULT;
    byte[] body = format.isJson() ? each.body.getBytes(UTF_8) : hex(each.body);
    try {
      var translated =
          Translated.of(
              format, new TranslationSettings(conventions, words.contains("parse")), body);
      return translated.text()
          + (translated.rejected() > 0
              ? "rejected " + translated.rejected() + ": " + translated.firstRejection() + "\n"
              : "")
          + (translated.repairedText() > 0
              ? "spans with text replaced: " + translated.repairedText() + "\n"
              : "")
          + (translated.repairedValues() > 0
              ? "spans with a value left out: " + translated.repairedValues() + "\n"
              : "");
    } catch (MalformedSpansException e) {
      return "refused" + Translator.place(format, body, e.offset()) + ": " + e.reason();
    }
  }

  /** Hexadecimal digits; what stands in parentheses has its length, a byte, before it. */
  private static byte[] hex(String text) {
    var open = new ArrayDeque<ByteArrayOutputStream>();
    open.push(new ByteArrayOutputStream());
    for (String word : text.replaceAll("#.*", "").strip().split("\\s+")) {
      switch (word) {
        case "(" -> open.push(new ByteArrayOutputStream());
        case ")" -> {
          byte[] inner = open.pop().toByteArray();
          assertThat(inner).hasSizeLessThan(128);
          open.peek().write(inner.length);
          open.peek().writeBytes(inner);
        }
        default -> open.peek().writeBytes(HexFormat.of().parseHex(word));
      }
    }
    return open.pop().toByteArray();
  }
}
