// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * What {@code parse_string_tags} makes of a string: numbers and booleans where it is one (source:
 * {@code pkg/translator/zipkin/internal/zipkin}, v0.158). A number that does not fit stays a
 * string.
 */
final class TagParser {

  private static final int MAX_DIGITS = 400;

  private TagParser() {}

  /** Gives the entry {@code i} of the table the type that its string shows. */
  static void parse(TagTable table, int i, Text text) {
    if (table.type(i) != TagTable.STRING) {
      return;
    }
    long string = table.value(i);
    byte[] b = text.array(string);
    int start = Text.offset(string);
    int end = start + Text.length(string);
    int first = start < end ? b[start] : 0;
    if (first == '-' || (first >= '0' && first <= '9')) {
      number(table, i, b, start, end);
    } else if (first == 't' && text.equals(string, Ascii.TRUE)) {
      table.set(i, TagTable.BOOL, 1);
    } else if (first == 'f' && text.equals(string, Ascii.FALSE)) {
      table.set(i, TagTable.BOOL, 0);
    }
  }

  private static void number(TagTable table, int i, byte[] b, int start, int end) {
    if (end - start > MAX_DIGITS) {
      return;
    }
    int digits = b[start] == '-' ? start + 1 : start;
    int point = Ascii.digits(b, digits, end);
    if (point == digits) {
      return;
    }
    if (point == end) {
      if (Ascii.fitsLong(b, start, end)) {
        table.set(i, TagTable.INT, Ascii.parseLong(b, start, end));
      }
    } else if (b[point] == '.' && point + 1 < end && Ascii.digits(b, point + 1, end) == end) {
      double value = Double.parseDouble(Ascii.toString(b, start, end));
      if (!Double.isInfinite(value)) {
        table.set(i, TagTable.DOUBLE, Double.doubleToRawLongBits(value));
      }
    }
  }
}
