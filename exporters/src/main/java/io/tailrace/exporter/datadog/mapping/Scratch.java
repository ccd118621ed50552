// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where text is put together that does not stand in a span as it is sent. What was written keeps
 * its place until {@link #reset()}, also when the scratch grows: earlier references then go on
 * pointing into the old array.
 */
final class Scratch {

  private static final int MAX_KEPT_BYTES = 1 << 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[4096];
  private int size;

  /** Forgets everything; references into it are void. */
  void reset() {
    size = 0;
    if (bytes.length > MAX_KEPT_BYTES) {
      bytes = new byte[4096];
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Goes back to an earlier size. */
  void truncate(int newSize) {
    size = newSize;
  }

  /** Points {@code text} at what was written from {@code start} on. */
  void textFrom(int start, Text text) {
    text.set(bytes, start, size - start);
  }

  void put(int value) {
    if (size == bytes.length) {
      grow(1);
    }
    bytes[size++] = (byte) value;
  }

  void put(byte[] from, int offset, int length) {
    if (length > bytes.length - size) {
      grow(length);
    }
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  void put(Text text) {
    put(text.bytes, text.offset, text.length);
  }

  void put(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    put(utf8, 0, utf8.length);
  }

  /** Writes bytes as lower-case hexadecimal digits. */
  void putHex(byte[] from, int offset, int length) {
    if (2 * length > bytes.length - size) {
      grow(2 * length);
    }
    for (int i = offset; i < offset + length; i++) {
      bytes[size++] = HEX[(from[i] >> 4) & 0xF];
      bytes[size++] = HEX[from[i] & 0xF];
    }
  }

  /** Writes 16 hexadecimal digits. */
  void putHex(long value) {
    if (16 > bytes.length - size) {
      grow(16);
    }
    for (int shift = 60; shift >= 0; shift -= 4) {
      bytes[size++] = HEX[(int) (value >>> shift) & 0xF];
    }
  }

  /** Writes a number in decimal digits. */
  void putDecimal(long value) {
    if (value == Long.MIN_VALUE) {
      put("-9223372036854775808");
      return;
    }
    long rest = value;
    if (rest < 0) {
      put('-');
      rest = -rest;
    }
    int digits = 1;
    for (long n = rest; n >= 10; n /= 10) {
      digits++;
    }
    if (digits > bytes.length - size) {
      grow(digits);
    }
    for (int i = size + digits - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  /** Writes UTF-8 text as a JSON string with its quotes (RFC 8259 section 7). */
  void putJson(byte[] from, int offset, int length) {
    put('"');
    int end = offset + length;
    int plain = offset;
    for (int i = offset; i < end; i++) {
      byte b = from[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
        put(from, plain, i - plain);
        plain = i + 1;
        escape(b);
      }
    }
    put(from, plain, end - plain);
    put('"');
  }

  private void escape(byte b) {
    put('\\');
    switch (b) {
      case '"', '\\' -> put(b);
      case '\n' -> put('n');
      case '\r' -> put('r');
      case '\t' -> put('t');
      default -> {
        put("u00");
        put(HEX[b >> 4]);
        put(HEX[b & 0xF]);
      }
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, bytes.length * 2L)));
  }
}
