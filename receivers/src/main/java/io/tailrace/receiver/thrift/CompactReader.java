// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** TCompactProtocol (source: {@code thrift-compact-protocol.md}). */
final class CompactReader extends ThriftReader {

  static final byte PROTOCOL_ID = (byte) 0x82;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int VERSION = 1;
  private static final int BOOLEAN_TRUE = 1;

  /** What {@link #bool} has to say: the byte that comes next, or what the field's head said. */
  private static final int IN_THE_BYTES = 0;

  private static final int FIELD_TRUE = 1;
  private static final int FIELD_FALSE = 2;

  /** The last field ID of each struct around the present one. */
  private final short[] outerFields = new short[MAX_DEPTH + 1];

  private short lastField;
  private int boolField;

  CompactReader(int maxElements) {
    super(maxElements);
  }

  @Override
  void forgetState() {
    lastField = 0;
    boolField = IN_THE_BYTES;
  }

  @Override
  public int beginMessage() throws MalformedThriftException {
    int at = position;
    if (i8() != PROTOCOL_ID) {
      throw malformed(
          "no message of TCompactProtocol: first byte "
              + Integer.toHexString(bytes[at] & 0xFF)
              + " (expected: 82)",
          at);
    }
    int second = i8();
    if ((second & 0x1F) != VERSION) {
      throw malformed("version " + (second & 0x1F) + " (expected: 1)", at + 1);
    }
    messageType(second >>> 5 & 7);
    varint();
    return binary();
  }

  @Override
  public void beginStruct() throws MalformedThriftException {
    enter();
    outerFields[depth] = lastField;
    lastField = 0;
  }

  @Override
  public int nextField() throws MalformedThriftException {
    require(1);
    int at = position;
    int head = bytes[position++] & 0xFF;
    if (head == ThriftType.STOP) {
      lastField = outerFields[depth--];
      return END;
    }
    int type = known(head & 0xF, at);
    int delta = head >>> 4;
    lastField = delta == 0 ? i16() : (short) (lastField + delta);
    boolField =
        type != ThriftType.BOOL
            ? IN_THE_BYTES
            : (head & 0xF) == BOOLEAN_TRUE ? FIELD_TRUE : FIELD_FALSE;
    return field(lastField, type);
  }

  private int known(int number, int at) throws MalformedThriftException {
    int type = ThriftType.ofCompact(number);
    if (type <= ThriftType.STOP) {
      throw malformed("type " + number + " (expected: a type of TCompactProtocol)", at);
    }
    return type;
  }

  @Override
  public int beginList() throws MalformedThriftException {
    int at = position;
    int head = i8() & 0xFF;
    int count = head >>> 4;
    if (count == 0xF) {
      count = size();
    }
    int element = count == 0 ? ThriftType.BYTE : known(head & 0xF, at);
    return container(count, ThriftType.STOP, element, at);
  }

  @Override
  int beginMap() throws MalformedThriftException {
    int at = position;
    int count = size();
    if (count == 0) {
      return container(0, ThriftType.BYTE, ThriftType.BYTE, at);
    }
    int types = i8() & 0xFF;
    return container(count, known(types >>> 4, at), known(types & 0xF, at), at);
  }

  @Override
  public boolean bool() throws MalformedThriftException {
    int stated = boolField;
    boolField = IN_THE_BYTES;
    return stated == IN_THE_BYTES ? i8() == BOOLEAN_TRUE : stated == FIELD_TRUE;
  }

  @Override
  public short i16() throws MalformedThriftException {
    return (short) i64();
  }

  @Override
  public int i32() throws MalformedThriftException {
    return (int) i64();
  }

  @Override
  public long i64() throws MalformedThriftException {
    long zigzag = varint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  @Override
  public long doubleBits() throws MalformedThriftException {
    require(Long.BYTES);
    long bits = (long) LONG_LE.get(bytes, position);
    position += Long.BYTES;
    return bits;
  }

  @Override
  public int binary() throws MalformedThriftException {
    int at = position;
    return value(size(), at);
  }

  /** A length or count; -1 if it is not within 31 bits. */
  private int size() throws MalformedThriftException {
    long size = varint();
    return size < 0 || size > Integer.MAX_VALUE ? -1 : (int) size;
  }

  /** A varint of up to ten bytes. */
  private long varint() throws MalformedThriftException {
    int at = position;
    if (at < limit && bytes[at] >= 0) {
      position = at + 1;
      return bytes[at];
    }
    long value = 0;
    int p = at;
    for (int shift = 0; shift < 70; shift += 7) {
      if (p >= limit) {
        throw malformed("cut-off varint", at);
      }
      byte next = bytes[p++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        position = p;
        return value;
      }
    }
    throw malformed("varint of more than 10 bytes", at);
  }

  @Override
  int smallest(int type) {
    return switch (type) {
      case ThriftType.DOUBLE -> 8;
      case ThriftType.UUID -> 16;
      default -> 1;
    };
  }
}
