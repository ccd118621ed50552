// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small rules by themselves: names, tag values, statements, rates, numbers. */
class RulesTest {

  private final Scratch scratch = new Scratch();

  @ParameterizedTest
  @CsvSource({
    "http.server.request, http.server.request",
    "My Op, My_Op",
    "a__b, a_b",
    "a_.b, a.b",
    "a._b, a.b",
    "trailing_, trailing",
    "trailing--, trailing",
    "12ab, ab",
    "é.a, a",
    "'', unnamed_operation",
    "___, unnamed_operation"
  })
  void name_isLettersDigitsUnderscoresAndDots(String name, String expected) {
    var text = Text.of(name);
    new Normalizer(scratch).name(text);
    assertThat(text).hasToString(expected);
  }

  @Test
  void name_long_isCut() {
    var text = Text.of("a".repeat(150));
    new Normalizer(scratch).name(text);
    assertThat(text.length()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "shop, shop",
    "Shop, shop",
    "a b, a_b",
    "a  b!!c, a_b_c",
    "trail!!, trail",
    "a:b/c-d.e, a:b/c-d.e",
    "1abc, 1abc",
    "ÄÖ, äö",
    "日本, 日本",
    "a_b, a_b",
    "'', ''"
  })
  void tagValue_isLowerCaseWithSingleUnderscores(String value, String expected) {
    var text = Text.of(value);
    new Normalizer(scratch).tagValue(text);
    assertThat(text).hasToString(expected);
  }

  @Test
  void tagValue_long_isCut() {
    var text = Text.of("a".repeat(250));
    new Normalizer(scratch).tagValue(text);
    assertThat(text.length()).isEqualTo(200);
  }

  @Test
  void tag_beginsWithALetter() {
    assertThat(Normalizer.tag("1team:Web Shop")).isEqualTo("team:web_shop");
  }

  @Test
  void cut_neverWithinACharacter() {
    var text = Text.of("aé");
    Normalizer.cut(text, 2);
    assertThat(text).hasToString("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM t WHERE a = 'x' | SELECT * FROM t WHERE a = ?",
        "SELECT 'it''s', 1.5e-3, 0xFF | SELECT ?",
        "SELECT 'a\\'b' FROM t | SELECT ? FROM t",
        "SELECT a1, b2 FROM t3 | SELECT a1, b2 FROM t3",
        "SELECT \"Name\" FROM `Order` | SELECT \"Name\" FROM `Order`",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b') | INSERT INTO t VALUES (?), (?)",
        "SELECT 1 /* secret */ + 2 -- secret | SELECT ? + ?",
        "SELECT $1, $2 | SELECT $1, $2",
        "SELECT $$secret$$ | SELECT ?",
        "SELECT $tag$secret$tag$ FROM t | SELECT ? FROM t",
        "SELECT @p1 | SELECT @p1",
        "SELECT 'not closed | SELECT ?"
      },
      quoteCharacter = '~')
  void query_sql_losesItsLiterals(String statement, String expected) {
    var text = Text.of(statement);
    new Statements(scratch).query(text, false);
    assertThat(text).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"find\": \"users\", \"limit\": 5} | {?: ?, ?: ?}",
        "{\"a\": [1, 2, 3]} | {?: [?]}",
        "GET /i/_search {\"q\":\"secret\"} | GET /i/_search {?:?}"
      },
      quoteCharacter = '~')
  void query_other_losesWhatIsInDoubleQuotesToo(String statement, String expected) {
    var text = Text.of(statement);
    new Statements(scratch).query(text, true);
    assertThat(text).hasToString(expected);
  }

  @Test
  void query_whiteSpace_isOneBlank() {
    var text = Text.of("  SELECT\t\n 1  ");
    new Statements(scratch).query(text, false);
    assertThat(text).hasToString("SELECT ?");
  }

  @Test
  void commands_keepTheFirstWordsOfThreeLines() {
    var text = Text.of("SET k v\nGET k\n\n DEL k\nPING");
    new Statements(scratch).commands(text);
    assertThat(text).hasToString("SET GET DEL");
  }

  @ParameterizedTest
  @CsvSource({
    "'', -1",
    "a=b, -1",
    "ot=th:0, 1",
    "ot=th:8, 0.5",
    "ot=th:c, 0.25",
    "'a=b,ot=rv:12345678901234;th:c', 0.25",
    "'a=b, ot=th:c ', 0.25",
    "ot=th:fffffffffffffff, -1",
    "ot=th:xyz, -1",
    "ot=p:0, 1",
    "ot=p:3, 0.125",
    "ot=p:63, -1",
    "ot=p:999999, -1",
    "ot=p:x, -1",
    "xot=th:c, -1"
  })
  void sampleRate_isThatOfTheTracestate(String state, double expected) {
    byte[] bytes = state.getBytes(US_ASCII);
    assertThat(SampleRate.of(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-1.5, -1.5",
    "0.000001, 0.000001",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1.25e-7, 1.25e-7",
    "NaN, null"
  })
  void decimal_isAsGoWritesIt(double value, String expected) {
    assertThat(ValueText.decimal(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-7, -7",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void putDecimal_everySize(long value, String expected) {
    var text = new Text();
    scratch.putDecimal(value);
    scratch.textFrom(0, text);
    assertThat(text).hasToString(expected);
  }

  @Test
  void putJson_escapesWhatMustBe() {
    byte[] plain = "a\"b\\c\n\t\u0001é".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    scratch.putJson(plain, 0, plain.length);
    var text = new Text();
    scratch.textFrom(0, text);
    assertThat(text).hasToString("\"a\\\"b\\\\c\\n\\t\\u0001é\"");
  }
}
