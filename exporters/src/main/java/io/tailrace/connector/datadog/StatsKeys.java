// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import io.tailrace.exporter.datadog.mapping.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of groups, as bytes one after the other: fields with two bytes of length before each, so
 * that two keys are equal if and only if their bytes are. Used again; one thread at a time.
 */
final class StatsKeys {

  private static final int MAX_FIELD_BYTES = 0xFFFF;

  private byte[] bytes = new byte[16 * 1024];
  private int size;

  void reset() {
    size = 0;
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  void field(Text text) {
    field(text.bytes(), text.offset(), text.length());
  }

  void field(byte[] from, int offset, int length) {
    int count = Math.min(length, MAX_FIELD_BYTES);
    number(count);
    ensure(count);
    System.arraycopy(from, offset, bytes, size, count);
    size += count;
  }

  void field(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    field(utf8, 0, utf8.length);
  }

  /** Writes two bytes. */
  void number(int value) {
    ensure(2);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  /** Writes two bytes at an earlier place. */
  void numberAt(int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
