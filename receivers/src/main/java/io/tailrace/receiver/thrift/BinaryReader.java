// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** TBinaryProtocol, strict and old (source: {@code thrift-binary-protocol.md}). */
final class BinaryReader extends ThriftReader {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int VERSION_MASK = 0xFFFF0000;
  private static final int VERSION_1 = 0x80010000;

  BinaryReader(int maxElements) {
    super(maxElements);
  }

  @Override
  void forgetState() {
    // a field says all about itself
  }

  @Override
  public int beginMessage() throws MalformedThriftException {
    int at = position;
    int first = i32();
    int length;
    if (first < 0) {
      if ((first & VERSION_MASK) != VERSION_1) {
        throw malformed(
            "no message of TBinaryProtocol: version "
                + Integer.toHexString(first >>> 16)
                + " (expected: 8001)",
            at);
      }
      messageType(first & 0xFF);
      length = binary();
    } else {
      length = value(first, at);
      messageType(i8());
    }
    i32();
    return length;
  }

  @Override
  public void beginStruct() throws MalformedThriftException {
    enter();
  }

  @Override
  public int nextField() throws MalformedThriftException {
    int at = position;
    if (limit - at > Short.BYTES) {
      int type = ThriftType.ofBinary(bytes[at]);
      if (type > ThriftType.STOP) {
        position = at + 1 + Short.BYTES;
        return field((short) SHORT.get(bytes, at + 1), type);
      }
    }
    return endOrLast();
  }

  /** The end of a struct, a field that is cut off, or one of no type. */
  private int endOrLast() throws MalformedThriftException {
    require(1);
    int at = position;
    int number = bytes[position++];
    if (number == ThriftType.STOP) {
      depth--;
      return END;
    }
    return field(i16(), known(number, at));
  }

  private int known(int number, int at) throws MalformedThriftException {
    int type = ThriftType.ofBinary(number);
    if (type <= ThriftType.STOP) {
      throw malformed("type " + number + " (expected: a type of TBinaryProtocol)", at);
    }
    return type;
  }

  @Override
  public int beginList() throws MalformedThriftException {
    int at = position;
    int number = i8();
    int count = i32();
    // what an empty list would hold is not looked at: some writers put 0 there
    return container(count, ThriftType.STOP, count == 0 ? ThriftType.BYTE : known(number, at), at);
  }

  @Override
  int beginMap() throws MalformedThriftException {
    int at = position;
    int keyNumber = i8();
    int valueNumber = i8();
    int count = i32();
    return count == 0
        ? container(0, ThriftType.BYTE, ThriftType.BYTE, at)
        : container(count, known(keyNumber, at), known(valueNumber, at + 1), at);
  }

  @Override
  public boolean bool() throws MalformedThriftException {
    return i8() != 0;
  }

  @Override
  public short i16() throws MalformedThriftException {
    require(Short.BYTES);
    short value = (short) SHORT.get(bytes, position);
    position += Short.BYTES;
    return value;
  }

  @Override
  public int i32() throws MalformedThriftException {
    require(Integer.BYTES);
    int value = (int) INT.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  @Override
  public long i64() throws MalformedThriftException {
    require(Long.BYTES);
    long value = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  @Override
  public long doubleBits() throws MalformedThriftException {
    return i64();
  }

  @Override
  public int binary() throws MalformedThriftException {
    int at = position;
    return value(i32(), at);
  }

  @Override
  int smallest(int type) {
    return switch (type) {
      case ThriftType.I16 -> 2;
      case ThriftType.I32, ThriftType.STRING -> 4;
      case ThriftType.I64, ThriftType.DOUBLE -> 8;
      case ThriftType.UUID -> 16;
      case ThriftType.SET, ThriftType.LIST -> 5;
      case ThriftType.MAP -> 6;
      default -> 1;
    };
  }
}
