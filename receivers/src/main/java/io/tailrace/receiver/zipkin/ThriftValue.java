// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * The values of binary annotations in Thrift (source: {@code zipkinv1/thrift.go} of the collector,
 * v0.158): integers of 16 and 32 bits have no sign, bytes become base64.
 */
final class ThriftValue {

  private static final int BOOL = 0;
  private static final int BYTES = 1;
  private static final int I16 = 2;
  private static final int I32 = 3;
  private static final int I64 = 4;
  private static final int DOUBLE = 5;
  private static final int STRING = 6;

  private static final byte[] TOO_SHORT = Ascii.of("<not enough bytes representing the number>");
  private static final byte[] BASE64 =
      Ascii.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  private final Text text;

  ThriftValue(Text text) {
    this.text = text;
  }

  /** Puts the value {@code b[start, start + count)} into the table. */
  void put(TagTable table, long key, int type, byte[] b, int start, int count) {
    switch (type) {
      case BOOL -> table.put(key, TagTable.BOOL, count == 1 && b[start] == 1 ? 1 : 0);
      case BYTES -> table.string(key, base64(b, start, count));
      case I16 -> number(table, key, TagTable.INT, b, start, count, Short.BYTES);
      case I32 -> number(table, key, TagTable.INT, b, start, count, Integer.BYTES);
      case I64 -> number(table, key, TagTable.INT, b, start, count, Long.BYTES);
      case DOUBLE -> number(table, key, TagTable.DOUBLE, b, start, count, Long.BYTES);
      case STRING -> table.string(key, text.valid(b, start, start + count));
      default ->
          table.string(
              key,
              text.ascii(Ascii.of("<unknown zipkin v1 binary annotation type (" + type + ")>")));
    }
  }

  private void number(
      TagTable table, long key, byte type, byte[] b, int start, int count, int needed) {
    if (count < needed) {
      table.string(key, text.ascii(TOO_SHORT));
      return;
    }
    long value = 0;
    for (int i = 0; i < needed; i++) {
      value = value << 8 | (b[start + i] & 0xFF);
    }
    table.put(key, type, value);
  }

  private long base64(byte[] b, int start, int count) {
    text.begin();
    for (int i = 0; i < count; i += 3) {
      int left = count - i;
      int bits =
          (b[start + i] & 0xFF) << 16
              | (left > 1 ? b[start + i + 1] & 0xFF : 0) << 8
              | (left > 2 ? b[start + i + 2] & 0xFF : 0);
      text.append(BASE64[bits >> 18]);
      text.append(BASE64[bits >> 12 & 0x3F]);
      text.append(left > 1 ? BASE64[bits >> 6 & 0x3F] : '=');
      text.append(left > 2 ? BASE64[bits & 0x3F] : '=');
    }
    return text.end();
  }
}
