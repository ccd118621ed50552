// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes Thrift structs, in the binary or the compact protocol. Not thread-safe. */
abstract sealed class ThriftOut {

  final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The types of Thrift's binary protocol, and those of the compact protocol. */
  enum Type {
    BOOL(2, 1),
    BYTE(3, 3),
    DOUBLE(4, 7),
    I16(6, 4),
    I32(8, 5),
    I64(10, 6),
    STRING(11, 8),
    STRUCT(12, 12),
    LIST(15, 9);

    final int binary;
    final int compact;

    Type(int binary, int compact) {
      this.binary = binary;
      this.compact = compact;
    }
  }

  abstract void message(String method, int kind);

  abstract void field(Type type, int id);

  abstract void bool(int id, boolean value);

  abstract void i16(int value);

  abstract void i32(int value);

  abstract void i64(long value);

  abstract void real(double value);

  abstract void bytes(byte[] value);

  abstract void list(Type type, int size);

  abstract void beginStruct();

  abstract void endStruct();

  final void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  final void i16(int id, int value) {
    field(Type.I16, id);
    i16(value);
  }

  final void i32(int id, int value) {
    field(Type.I32, id);
    i32(value);
  }

  final void i64(int id, long value) {
    field(Type.I64, id);
    i64(value);
  }

  final void text(int id, String value) {
    field(Type.STRING, id);
    text(value);
  }

  final void bytes(int id, byte[] value) {
    field(Type.STRING, id);
    bytes(value);
  }

  final byte[] toByteArray() {
    return out.toByteArray();
  }

  /** Thrift's binary protocol, strict. */
  static final class Binary extends ThriftOut {

    private static final int VERSION_1 = 0x8001_0000;

    @Override
    void message(String method, int kind) {
      i32(VERSION_1 | kind);
      text(method);
      i32(0);
    }

    @Override
    void field(Type type, int id) {
      out.write(type.binary);
      i16(id);
    }

    @Override
    void bool(int id, boolean value) {
      field(Type.BOOL, id);
      out.write(value ? 1 : 0);
    }

    @Override
    void i16(int value) {
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) value).array());
    }

    @Override
    void i32(int value) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    @Override
    void i64(long value) {
      out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    }

    @Override
    void real(double value) {
      out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
    }

    @Override
    void bytes(byte[] value) {
      i32(value.length);
      out.writeBytes(value);
    }

    @Override
    void list(Type type, int size) {
      out.write(type.binary);
      i32(size);
    }

    @Override
    void beginStruct() {}

    @Override
    void endStruct() {
      out.write(0);
    }
  }

  /** Thrift's compact protocol. */
  static final class Compact extends ThriftOut {

    private static final int PROTOCOL_ID = 0x82;
    private static final int VERSION = 1;
    private static final int LIST_SIZE_FOLLOWS = 15;

    private final int[] lastIds = new int[16];
    private int depth = -1;

    @Override
    void message(String method, int kind) {
      out.write(PROTOCOL_ID);
      out.write(VERSION | kind << 5);
      varint(0);
      text(method);
    }

    @Override
    void field(Type type, int id) {
      header(type.compact, id);
    }

    @Override
    void bool(int id, boolean value) {
      header(value ? 1 : 2, id);
    }

    private void header(int type, int id) {
      int delta = id - lastIds[depth];
      lastIds[depth] = id;
      if (delta > 0 && delta <= 15) {
        out.write(delta << 4 | type);
      } else {
        out.write(type);
        i16(id);
      }
    }

    @Override
    void i16(int value) {
      i64((short) value);
    }

    @Override
    void i32(int value) {
      i64(value);
    }

    @Override
    void i64(long value) {
      varint(value << 1 ^ value >> 63);
    }

    @Override
    void real(double value) {
      out.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    }

    @Override
    void bytes(byte[] value) {
      varint(value.length);
      out.writeBytes(value);
    }

    @Override
    void list(Type type, int size) {
      if (size < LIST_SIZE_FOLLOWS) {
        out.write(size << 4 | type.compact);
      } else {
        out.write(LIST_SIZE_FOLLOWS << 4 | type.compact);
        varint(size);
      }
    }

    @Override
    void beginStruct() {
      lastIds[++depth] = 0;
    }

    @Override
    void endStruct() {
      depth--;
      out.write(0);
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
