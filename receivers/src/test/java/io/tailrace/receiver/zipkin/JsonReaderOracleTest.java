// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.memory.MemoryBudget;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reader of JSON against Jackson's: the same documents, with the same values in them. */
class JsonReaderOracleTest {

  private static final int ROUNDS = 30_000;
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"\"",
    "\"key\"",
    "\"ä€😀\"",
    "\"\\u00e9\\n\\/\"",
    "\"\\ud83d\\ude00\"",
    "\"long enough for the words of eight bytes \\\" to matter\"",
    "0",
    "-1",
    "12345678901234567890",
    "1.5",
    "-0.25e3",
    "1e400",
    "01",
    "1.",
    "-",
    "true",
    "false",
    "null",
    "nul",
    " ",
    "\n",
    "\t",
    "\"\\x\"",
    "\"\\u12g4\"",
    "\"",
    "\u0001",
    "\"\u0001\""
  };

  private final JsonFactory jackson = new JsonFactory();

  @Test
  void read_randomDocuments_asJacksonDoes() throws IOException {
    var random = new Random(7);
    int wellFormed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      var text = new StringBuilder();
      if (random.nextInt(3) > 0) {
        value(random, text, 0);
      }
      if (random.nextInt(4) == 0) {
        text.insert(random.nextInt(text.length() + 1), PIECES[random.nextInt(PIECES.length)]);
      }
      String expected = byJackson(text.toString());
      assertThat(byReader(text.toString())).as("%s", text).isEqualTo(expected);
      wellFormed += expected.startsWith("malformed") ? 0 : 1;
    }
    assertThat(wellFormed).isBetween(ROUNDS / 4, ROUNDS - ROUNDS / 10);
  }

  private static void value(Random random, StringBuilder out, int depth) {
    switch (random.nextInt(depth > 4 ? 1 : 3)) {
      case 0 -> out.append(PIECES[6 + random.nextInt(PIECES.length - 10)]);
      case 1 -> {
        out.append('[');
        for (int i = random.nextInt(4); i > 0; i--) {
          value(random, out, depth + 1);
          out.append(i > 1 ? "," : " ");
        }
        out.append(']');
      }
      default -> {
        out.append('{');
        for (int i = random.nextInt(4); i > 0; i--) {
          out.append("\"k").append(i).append("\\t\" :");
          value(random, out, depth + 1);
          out.append(i > 1 ? "," : "");
        }
        out.append('}');
      }
    }
  }

  private String byJackson(String document) {
    var out = new StringBuilder();
    try (JsonParser parser = jackson.createParser(document.getBytes(UTF_8))) {
      int depth = 0;
      JsonToken token = parser.nextToken();
      if (token == null) {
        return "malformed";
      }
      do {
        if (token == null) {
          return "malformed";
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        switch (token) {
          case FIELD_NAME -> out.append("name ").append(paired(parser.currentName())).append('\n');
          case VALUE_STRING -> out.append("string ").append(paired(parser.getText())).append('\n');
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              number(Double.parseDouble(parser.getText()), out);
          default -> out.append(token.asString()).append('\n');
        }
        token = depth > 0 ? parser.nextToken() : token;
      } while (depth > 0);
      return parser.nextToken() == null ? out.toString() : "malformed";
    } catch (IOException e) {
      return "malformed";
    }
  }

  private static String byReader(String document) {
    var text = new Text(new Room(new MemoryBudget(1L << 30)));
    byte[] bytes = document.getBytes(UTF_8);
    text.open(bytes);
    var json = new JsonReader(text);
    json.open(bytes, 0, bytes.length);
    var out = new StringBuilder();
    try {
      read(json, text, out);
      json.end();
      return out.toString();
    } catch (MalformedSpansException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
      return "malformed";
    }
  }

  private static void read(JsonReader json, Text text, StringBuilder out)
      throws MalformedSpansException {
    switch (json.peek()) {
      case JsonReader.OBJECT -> {
        out.append("{\n");
        json.beginObject();
        while (json.nextField()) {
          out.append("name ").append(text.toString(json.name())).append('\n');
          read(json, text, out);
        }
        out.append("}\n");
      }
      case JsonReader.ARRAY -> {
        out.append("[\n");
        json.beginArray();
        while (json.nextElement()) {
          read(json, text, out);
        }
        out.append("]\n");
      }
      case JsonReader.STRING ->
          out.append("string ").append(text.toString(json.string())).append('\n');
      case JsonReader.NUMBER -> {
        double value =
            !json.number()
                ? Double.POSITIVE_INFINITY
                : json.isWhole() ? json.wholeValue() : json.doubleValue();
        number(value, out);
      }
      case JsonReader.TRUE -> literal(json, "true\n", out);
      case JsonReader.FALSE -> literal(json, "false\n", out);
      default -> literal(json, "null\n", out);
    }
  }

  /** The text with U+FFFD for surrogates without a partner, which Jackson hands out. */
  private static String paired(String text) {
    return text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Zero has no sign here, and what is too large is no use. */
  private static void number(double value, StringBuilder out) {
    out.append("number ").append(Double.isInfinite(value) ? "too large" : value + 0.0).append('\n');
  }

  private static void literal(JsonReader json, String word, StringBuilder out)
      throws MalformedSpansException {
    json.literal();
    out.append(word);
  }
}
