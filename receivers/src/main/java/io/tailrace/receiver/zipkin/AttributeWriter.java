// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.OtlpWriter;
import io.tailrace.otlp.ProtoWriter;

/** Writes {@code KeyValue} messages: attributes of spans, events, links and resources. */
final class AttributeWriter {

  private final Text text;
  private final ProtoWriter out;

  AttributeWriter(Text text, ProtoWriter out) {
    this.text = text;
    this.out = out;
  }

  /**
   * Writes a string.
   *
   * @param tag the field that the attribute is
   * @param value a region
   */
  void string(int tag, byte[] key, long value) {
    string(tag, key, 0, key.length, value);
  }

  private void string(int tag, byte[] key, int keyOffset, int keyLength, long value) {
    int count = Text.length(value);
    begin(tag, key, keyOffset, keyLength, OtlpWriter.varintSize(count) + 1 + count);
    out.bytes(OtlpField.ANY_STRING, text.array(value), Text.offset(value), count);
  }

  /** Writes a whole number. */
  void whole(int tag, byte[] key, long value) {
    whole(tag, key, 0, key.length, OtlpField.ANY_INT, value);
  }

  /** Writes a boolean. */
  void bool(int tag, byte[] key, boolean value) {
    whole(tag, key, 0, key.length, OtlpField.ANY_BOOL, value ? 1 : 0);
  }

  private void whole(int tag, byte[] key, int offset, int length, int member, long value) {
    begin(tag, key, offset, length, 1 + OtlpWriter.varintSize(value));
    out.varint(member, value);
  }

  private void bits(int tag, byte[] key, int offset, int length, long doubleBits) {
    begin(tag, key, offset, length, 1 + Long.BYTES);
    out.fixed64(OtlpField.ANY_DOUBLE, doubleBits);
  }

  /** Writes all but the value, which takes {@code valueBytes}. */
  private void begin(int tag, byte[] key, int offset, int length, int valueBytes) {
    int keyBytes = 1 + OtlpWriter.varintSize(length) + length;
    out.sized(tag, keyBytes + 1 + OtlpWriter.varintSize(valueBytes) + valueBytes);
    out.bytes(OtlpField.KEY_VALUE_KEY, key, offset, length);
    out.sized(OtlpField.KEY_VALUE_VALUE, valueBytes);
  }

  /** Writes an entry of a table under its own key. */
  void entry(int tag, TagTable table, int i) {
    long key = table.key(i);
    entry(tag, text.array(key), Text.offset(key), Text.length(key), table.type(i), table.value(i));
  }

  /** Writes the value of an entry of a table under another key. */
  void entry(int tag, byte[] key, TagTable table, int i) {
    entry(tag, key, 0, key.length, table.type(i), table.value(i));
  }

  private void entry(int tag, byte[] key, int offset, int length, byte type, long value) {
    switch (type) {
      case TagTable.STRING -> string(tag, key, offset, length, value);
      case TagTable.INT -> whole(tag, key, offset, length, OtlpField.ANY_INT, value);
      case TagTable.BOOL -> whole(tag, key, offset, length, OtlpField.ANY_BOOL, value);
      case TagTable.DOUBLE -> bits(tag, key, offset, length, value);
      default -> throw new IllegalArgumentException("type " + type);
    }
  }
}
