// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.nio.charset.StandardCharsets;

/**
 * The forms that Datadog wants names and tag values in (datadog-agent {@code
 * pkg/trace/traceutil/normalize} and {@code pkg/trace/agent/normalizer.go}). What is in that form
 * already, as nearly everything is, is not copied.
 */
final class Normalizer {

  static final int MAX_NAME_BYTES = 100;
  static final int MAX_SERVICE_BYTES = 100;
  static final int MAX_TYPE_BYTES = 100;
  static final int MAX_RESOURCE_BYTES = 5000;
  static final int MAX_TAG_CHARS = 200;

  private static final Text UNNAMED_OPERATION = Text.of("unnamed_operation");
  private static final Text UNNAMED_SERVICE = Text.of("unnamed-service");

  private static final int TAG = 1;
  private static final int LETTER = 2;
  private static final int ALPHANUMERIC = 4;
  private static final byte[] CLASSES = classes();

  private final Scratch scratch;

  Normalizer(Scratch scratch) {
    this.scratch = scratch;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int c = 0; c < 128; c++) {
      boolean lower = c >= 'a' && c <= 'z';
      boolean upper = c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      boolean tag = lower || digit || c == ':' || c == '.' || c == '/' || c == '-';
      classes[c] =
          (byte)
              ((tag ? TAG : 0)
                  | (lower || upper ? LETTER : 0)
                  | (lower || upper || digit ? ALPHANUMERIC : 0));
    }
    return classes;
  }

  private static boolean is(int kind, byte b) {
    return (CLASSES[b & 0xFF] & kind) != 0;
  }

  /** A service: at most 100 bytes, as a tag value; {@code unnamed-service} if nothing is left. */
  void service(Text text) {
    cut(text, MAX_SERVICE_BYTES);
    tagValue(text);
    if (text.isEmpty()) {
      text.set(UNNAMED_SERVICE);
    }
  }

  /** A tag value: lower case, unusual characters as single underscores, at most 200 characters. */
  void tagValue(Text text) {
    if (!isTagValue(text)) {
      int start = scratch.size();
      scratch.put(tagOf(text.toString(), false));
      scratch.textFrom(start, text);
    }
  }

  private static boolean isTagValue(Text text) {
    if (text.length > MAX_TAG_CHARS) {
      return false;
    }
    int end = text.offset + text.length;
    for (int i = text.offset; i < end; i++) {
      byte b = text.bytes[i];
      if (is(TAG, b)) {
        continue;
      }
      if (b != '_' || i + 1 == end || !is(TAG, text.bytes[i + 1])) {
        return false;
      }
    }
    return true;
  }

  /** A whole tag, {@code key:value}, which must begin with a letter. */
  static String tag(String keyAndValue) {
    return tagOf(keyAndValue, true);
  }

  /** A tag value. */
  static String tagValue(String value) {
    return tagOf(value, false);
  }

  private static String tagOf(String value, boolean beginsWithLetter) {
    var tag = new StringBuilder(Math.min(value.length(), MAX_TAG_CHARS));
    boolean pending = false;
    int bytes = 0;
    int chars = 0;
    for (int i = 0; i < value.length() && chars < MAX_TAG_CHARS && bytes < 2 * MAX_TAG_CHARS; ) {
      int c = value.codePointAt(i);
      i += Character.charCount(c);
      bytes += utf8Length(c);
      int lower = Character.toLowerCase(c);
      if (utf8Length(lower) == utf8Length(c)) {
        c = lower;
      }
      boolean letter = Character.isLetter(c) || c == ':';
      if (!letter && beginsWithLetter && chars == 0) {
        continue;
      }
      chars++;
      if (letter || Character.isDigit(c) || c == '.' || c == '/' || c == '-') {
        if (pending) {
          tag.append('_');
          pending = false;
        }
        tag.appendCodePoint(c);
      } else {
        pending = true;
      }
    }
    return tag.toString();
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  /**
   * An operation name: at most 100 bytes, of letters, digits, {@code _} and {@code .}, beginning
   * with a letter; {@code unnamed_operation} if nothing is left.
   */
  void name(Text text) {
    cut(text, MAX_NAME_BYTES);
    int end = text.offset + text.length;
    int from = text.offset;
    while (from < end && !is(LETTER, text.bytes[from])) {
      from++;
    }
    if (from == end) {
      text.set(UNNAMED_OPERATION);
      return;
    }
    if (isName(text.bytes, from, end)) {
      text.set(text.bytes, from, end - from);
      return;
    }
    byte[] name = new byte[end - from];
    int size = 0;
    for (int i = from; i < end; i++) {
      byte b = text.bytes[i];
      if (is(ALPHANUMERIC, b)) {
        name[size++] = b;
      } else if (b == '.') {
        if (name[size - 1] == '_') {
          name[size - 1] = '.';
        } else {
          name[size++] = '.';
        }
      } else if (name[size - 1] != '.' && name[size - 1] != '_') {
        name[size++] = '_';
      }
    }
    if (name[size - 1] == '_') {
      size--;
    }
    text.set(name, 0, size);
  }

  private static boolean isName(byte[] bytes, int from, int end) {
    for (int i = from + 1; i < end; i++) {
      byte b = bytes[i];
      boolean punctuation = b == '.' || b == '_';
      if (!is(ALPHANUMERIC, b) && !(punctuation && bytes[i - 1] != '_')) {
        return false;
      }
      if (b == '_' && bytes[i - 1] == '.') {
        return false;
      }
    }
    return bytes[end - 1] != '_';
  }

  /** Cuts a text to at most {@code maxBytes}, between characters. */
  static void cut(Text text, int maxBytes) {
    if (text.length > maxBytes) {
      int length = maxBytes;
      while (length > 0 && (text.bytes[text.offset + length] & 0xC0) == 0x80) {
        length--;
      }
      text.set(text.bytes, text.offset, length);
    }
  }

  /** Cuts a text that is too long and says so with three dots, as the Agent does. */
  void cutWithDots(Text text, int maxBytes) {
    if (text.length > maxBytes) {
      cut(text, maxBytes);
      int start = scratch.size();
      scratch.put(text);
      scratch.put("...");
      scratch.textFrom(start, text);
    }
  }

  /** The bytes of an ASCII word. */
  static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }
}
