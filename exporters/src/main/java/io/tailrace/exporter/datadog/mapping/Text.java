// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reference to UTF-8 bytes that lie elsewhere and do not change while it is looked at. */
public final class Text {

  private static final byte[] NONE = {};

  byte[] bytes = NONE;
  int offset;
  int length;

  /** An empty text. */
  public Text() {}

  /** A text of its own bytes. */
  public static Text of(String value) {
    var text = new Text();
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    text.set(bytes, 0, bytes.length);
    return text;
  }

  void set(byte[] newBytes, int newOffset, int newLength) {
    bytes = newBytes;
    offset = newOffset;
    length = newLength;
  }

  void set(Text other) {
    set(other.bytes, other.offset, other.length);
  }

  void clear() {
    set(NONE, 0, 0);
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** The array that holds the text at {@code [offset(), offset() + length())}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the text starts in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** The length in bytes. */
  public int length() {
    return length;
  }

  /** Whether the bytes are those of {@code other}. */
  public boolean contentEquals(Text other) {
    return Arrays.equals(
        bytes, offset, offset + length, other.bytes, other.offset, other.offset + other.length);
  }

  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
