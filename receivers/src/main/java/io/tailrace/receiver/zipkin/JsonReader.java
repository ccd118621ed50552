// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads one JSON document (RFC 8259), value by value and without allocating: strings stay in the
 * array that they came in unless they have escapes. Used like this:
 *
 * <pre>{@code
 * if (json.peek() == JsonReader.OBJECT) {
 *   json.beginObject();
 *   while (json.nextField()) {
 *     long name = json.name();
 *     ... read or skip the value
 *   }
 * }
 * }</pre>
 *
 * <p>A container that was begun must be read to its end. Belongs to one thread.
 */
final class JsonReader {

  static final int OBJECT = '{';
  static final int ARRAY = '[';
  static final int STRING = '"';
  static final int NUMBER = '0';
  static final int TRUE = 't';
  static final int FALSE = 'f';
  static final int NULL = 'n';

  /** How deep values may be nested that nobody looks into. */
  private static final int MAX_DEPTH = 200;

  /** The longest number that is looked at; longer ones are no use to anybody. */
  private static final int MAX_NUMBER = 400;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private final Text text;
  private byte[] bytes = {};
  private int position;
  private int limit;

  /** Whether a container was begun and nothing of it was read. */
  private boolean fresh;

  private long name;
  private boolean isWhole;
  private boolean isNumberUsable;
  private long wholeValue;
  private double doubleValue;

  JsonReader(Text text) {
    this.text = text;
  }

  /** Begins with the document {@code document[start, end)}, which is the body or beside it. */
  void open(byte[] document, int start, int end) {
    bytes = document;
    position = start;
    limit = end;
    fresh = false;
  }

  /** The index of the byte that is read next. */
  int position() {
    return position;
  }

  /**
   * What comes next: one of the constants of this class.
   *
   * @throws MalformedSpansException if it is no value
   */
  int peek() throws MalformedSpansException {
    skipSpace();
    int next = position < limit ? bytes[position] : 0;
    return switch (next) {
      case '{', '[', '"', 't', 'f', 'n' -> next;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> NUMBER;
      default -> throw unexpected("a value");
    };
  }

  /**
   * Begins the document, which must be an array.
   *
   * @return false if it is null, and so over
   */
  boolean beginDocument() throws MalformedSpansException {
    skipSpace();
    int first = position < limit ? bytes[position] : 0;
    if (first == 'n') {
      literal();
      return false;
    }
    if (first != '[') {
      throw unexpected("an array of spans");
    }
    beginArray();
    return true;
  }

  /** Begins the object that {@link #peek} saw. */
  void beginObject() {
    position++;
    fresh = true;
  }

  /** Begins the array that {@link #peek} saw. */
  void beginArray() {
    position++;
    fresh = true;
  }

  /** Goes to the next element of the array; false, and behind the array, if there is none. */
  boolean nextElement() throws MalformedSpansException {
    return next(']');
  }

  /** Goes to the value of the next field of the object; false, and behind it, if there is none. */
  boolean nextField() throws MalformedSpansException {
    if (!next('}')) {
      return false;
    }
    skipSpace();
    if (position >= limit || bytes[position] != '"') {
      throw unexpected("a name in quotes");
    }
    name = string();
    skipSpace();
    if (position >= limit || bytes[position] != ':') {
      throw unexpected("a colon");
    }
    position++;
    return true;
  }

  /** The name of the field, a region. */
  long name() {
    return name;
  }

  private boolean next(int close) throws MalformedSpansException {
    skipSpace();
    int next = position < limit ? bytes[position] : 0;
    if (next == close) {
      position++;
      fresh = false;
      return false;
    }
    if (!fresh) {
      if (next != ',') {
        throw unexpected(close == ']' ? "a comma or ]" : "a comma or }");
      }
      position++;
    }
    fresh = false;
    return true;
  }

  /** Checks that nothing but space follows. */
  void end() throws MalformedSpansException {
    skipSpace();
    if (position < limit) {
      throw unexpected("nothing behind the end of the document");
    }
  }

  private void skipSpace() {
    while (position < limit) {
      int b = bytes[position];
      if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return;
      }
      position++;
    }
  }

  /** Reads the string that {@link #peek} saw; a region. */
  long string() throws MalformedSpansException {
    int start = position + 1;
    int p = start;
    long high = 0;
    while (limit - p >= Long.BYTES) {
      long word = (long) LONG.get(bytes, p);
      long stops = stops(word);
      if (stops != 0) {
        int count = Long.numberOfTrailingZeros(stops) >>> 3;
        high |= word & ((1L << (count << 3)) - 1);
        return string(start, p + count, (high & HIGH) != 0);
      }
      high |= word;
      p += Long.BYTES;
    }
    boolean isAscii = (high & HIGH) == 0;
    for (; p < limit; p++) {
      int b = bytes[p];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return string(start, p, !isAscii);
      }
      isAscii &= b >= 0;
    }
    throw new MalformedSpansException("a string without end (expected: a quote)", start - 1);
  }

  /** The bytes that end a plain string, as high bits; exact up to the first of them. */
  private static long stops(long word) {
    long quote = word ^ QUOTES;
    long backslash = word ^ BACKSLASHES;
    return ((quote - ONES & ~quote) | (backslash - ONES & ~backslash) | (word - SPACES & ~word))
        & HIGH;
  }

  private long string(int start, int stop, boolean hasHighBytes) throws MalformedSpansException {
    int b = bytes[stop];
    if (b == '"') {
      position = stop + 1;
      return hasHighBytes
          ? text.valid(bytes, start, stop)
          : text.region(bytes, start, stop - start);
    }
    if (b != '\\') {
      throw new MalformedSpansException(
          "a control character in a string (expected: \\u00..)", stop);
    }
    return unescape(start, stop);
  }

  private long unescape(int start, int firstEscape) throws MalformedSpansException {
    text.begin();
    int from = start;
    int p = firstEscape;
    while (p < limit) {
      int b = bytes[p];
      if (b == '"') {
        text.append(bytes, from, p - from);
        position = p + 1;
        return text.endValid();
      }
      if (b == '\\') {
        text.append(bytes, from, p - from);
        p = escape(p);
        from = p;
      } else if (b >= 0 && b < ' ') {
        throw new MalformedSpansException("a control character in a string (expected: \\u00..)", p);
      } else {
        p++;
      }
    }
    throw new MalformedSpansException("a string without end (expected: a quote)", start - 1);
  }

  /** Appends what the escape at {@code p} stands for; returns where it ends. */
  private int escape(int p) throws MalformedSpansException {
    int letter = p + 1 < limit ? bytes[p + 1] : 0;
    switch (letter) {
      case '"', '\\', '/' -> text.append(letter);
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> {
        return unicode(p);
      }
      default -> throw new MalformedSpansException("an unknown escape in a string", p);
    }
    return p + 2;
  }

  private int unicode(int p) throws MalformedSpansException {
    int first = hexadecimal(p);
    if (Character.isHighSurrogate((char) first)
        && limit - p >= 12
        && bytes[p + 6] == '\\'
        && bytes[p + 7] == 'u') {
      int second = hexadecimal(p + 6);
      if (Character.isLowSurrogate((char) second)) {
        text.appendCodePoint(Character.toCodePoint((char) first, (char) second));
        return p + 12;
      }
    }
    text.appendCodePoint(first);
    return p + 6;
  }

  private int hexadecimal(int p) throws MalformedSpansException {
    int value = 0;
    for (int i = p + 2; i < p + 6; i++) {
      int digit = i < limit ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        throw new MalformedSpansException("\\u without four hexadecimal digits in a string", p);
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /**
   * Reads the number that {@link #peek} saw.
   *
   * @return whether it is of use: one that a {@code long} or a {@code double} can hold
   */
  boolean number() throws MalformedSpansException {
    int start = position;
    boolean negative = bytes[start] == '-';
    int digits = negative ? start + 1 : start;
    int p = digits(digits, start);
    if (bytes[digits] == '0' && p - digits > 1) {
      throw new MalformedSpansException("a number with leading zeros", start);
    }
    int whole = p;
    if (p < limit && bytes[p] == '.') {
      p = digits(p + 1, start);
    }
    if (p < limit && (bytes[p] | 0x20) == 'e') {
      p++;
      if (p < limit && (bytes[p] == '+' || bytes[p] == '-')) {
        p++;
      }
      p = digits(p, start);
    }
    position = p;
    isNumberUsable = true;
    if (p == whole && p - digits <= 18) {
      isWhole = true;
      long value = 0;
      for (int i = digits; i < p; i++) {
        value = value * 10 + bytes[i] - '0';
      }
      wholeValue = negative ? -value : value;
    } else {
      longNumber(start, p, p == whole);
    }
    return isNumberUsable;
  }

  private int digits(int start, int number) throws MalformedSpansException {
    int p = Ascii.digits(bytes, start, limit);
    if (p == start) {
      throw new MalformedSpansException("a number without digits (expected: such as 1.5)", number);
    }
    return p;
  }

  private void longNumber(int start, int end, boolean isInteger) {
    if (end - start > MAX_NUMBER) {
      isNumberUsable = false;
      return;
    }
    isWhole = isInteger && Ascii.fitsLong(bytes, start, end);
    if (isWhole) {
      wholeValue = Ascii.parseLong(bytes, start, end);
      return;
    }
    doubleValue = Double.parseDouble(Ascii.toString(bytes, start, end));
    isNumberUsable = !Double.isInfinite(doubleValue);
    isWhole = doubleValue == Math.rint(doubleValue) && Math.abs(doubleValue) < 0x1p63;
    if (isWhole) {
      wholeValue = (long) doubleValue;
    }
  }

  /** Whether the number has no fraction and fits into a {@code long}, however it is written. */
  boolean isWhole() {
    return isWhole;
  }

  /** The number, if it {@link #isWhole}. */
  long wholeValue() {
    return wholeValue;
  }

  /** The number, if it is not {@link #isWhole}. */
  double doubleValue() {
    return doubleValue;
  }

  /** Passes over {@code true}, {@code false} or {@code null}. */
  void literal() throws MalformedSpansException {
    byte[] expected =
        switch (bytes[position]) {
          case 't' -> Ascii.TRUE;
          case 'f' -> Ascii.FALSE;
          default -> Ascii.NULL;
        };
    for (int i = 0; i < expected.length; i++) {
      if (position + i >= limit || bytes[position + i] != expected[i]) {
        throw unexpected("a value");
      }
    }
    position += expected.length;
  }

  /** Passes over any value. */
  void skip() throws MalformedSpansException {
    skip(0);
  }

  private void skip(int depth) throws MalformedSpansException {
    if (depth > MAX_DEPTH) {
      throw new MalformedSpansException("nested more than " + MAX_DEPTH + " deep", position);
    }
    switch (peek()) {
      case OBJECT -> {
        beginObject();
        while (nextField()) {
          skip(depth + 1);
        }
      }
      case ARRAY -> {
        beginArray();
        while (nextElement()) {
          skip(depth + 1);
        }
      }
      case STRING -> string();
      case NUMBER -> number();
      default -> literal();
    }
  }

  private MalformedSpansException unexpected(String expected) {
    if (position >= limit) {
      return new MalformedSpansException("the end (expected: " + expected + ")", limit);
    }
    int b = bytes[position] & 0xFF;
    String found = b > ' ' && b < 0x7F ? String.valueOf((char) b) : "byte " + b;
    return new MalformedSpansException(found + " (expected: " + expected + ")", position);
  }
}
