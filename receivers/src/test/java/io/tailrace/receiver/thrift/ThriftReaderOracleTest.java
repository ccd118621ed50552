// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TSet;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Apache Thrift's own library writes, read here. */
class ThriftReaderOracleTest {

  private static final int ROUNDS = 400;
  private static final byte[] TYPES = {
    TType.BOOL,
    TType.BYTE,
    TType.DOUBLE,
    TType.I16,
    TType.I32,
    TType.I64,
    TType.STRING,
    TType.STRUCT,
    TType.MAP,
    TType.SET,
    TType.LIST
  };

  enum Wire {
    BINARY {
      @Override
      TProtocol writer(TMemoryBuffer target) {
        return new TBinaryProtocol(target);
      }

      @Override
      ThriftReader reader() {
        return ThriftReader.binary(ThriftReader.DEFAULT_MAX_ELEMENTS);
      }
    },
    OLD_BINARY {
      @Override
      TProtocol writer(TMemoryBuffer target) {
        return new TBinaryProtocol(target, false, false);
      }

      @Override
      ThriftReader reader() {
        return ThriftReader.binary(ThriftReader.DEFAULT_MAX_ELEMENTS);
      }
    },
    COMPACT {
      @Override
      TProtocol writer(TMemoryBuffer target) {
        return new TCompactProtocol(target);
      }

      @Override
      ThriftReader reader() {
        return ThriftReader.compact(ThriftReader.DEFAULT_MAX_ELEMENTS);
      }
    };

    abstract TProtocol writer(TMemoryBuffer target);

    abstract ThriftReader reader();
  }

  private Random random = new Random();
  private TProtocol out = new TBinaryProtocol(null);

  @ParameterizedTest
  @EnumSource
  void read_whatApacheThriftWrites_isTheSame(Wire wire) throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] payload = write(wire, seed);
      // not at the start of the array, and with bytes behind it that are not looked at
      byte[] array = new byte[payload.length + 20];
      Arrays.fill(array, (byte) 0x7F);
      System.arraycopy(payload, 0, array, 7, payload.length);
      ThriftReader reader = wire.reader();
      reader.reset(array, 7, 7 + payload.length);
      random = new Random(seed);

      int nameLength = reader.beginMessage();
      assertThat(new String(array, reader.valueStart(), nameLength)).isEqualTo("message");
      assertThat(reader.messageType()).isEqualTo(1 + random.nextInt(4));
      readStruct(reader, array, 0);
      assertThat(reader.position()).isEqualTo(7 + payload.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void skip_whatApacheThriftWrites_endsWhereItEnds(Wire wire) throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] payload = write(wire, seed);
      ThriftReader reader = wire.reader();
      reader.reset(payload, 0, payload.length);
      reader.beginMessage();
      int body = reader.position();
      reader.skip(ThriftType.STRUCT);
      assertThat(reader.position()).isEqualTo(payload.length);
      reader.seek(body);
      reader.skip(ThriftType.STRUCT);
      assertThat(reader.position()).isEqualTo(payload.length);
    }
  }

  private byte[] write(Wire wire, int seed) throws TException {
    var buffer = new TMemoryBuffer(1024);
    out = wire.writer(buffer);
    random = new Random(seed);
    out.writeMessageBegin(
        new TMessage("message", (byte) (1 + random.nextInt(4)), random.nextInt()));
    random = new Random(seed);
    random.nextInt(4);
    writeStruct(0);
    return Arrays.copyOf(buffer.getArray(), buffer.length());
  }

  private byte type(int depth) {
    return TYPES[random.nextInt(depth > 3 ? 7 : TYPES.length)];
  }

  private short id(int last) {
    return (short) (random.nextInt(4) == 0 ? random.nextInt() : last + 1 + random.nextInt(15));
  }

  private void writeStruct(int depth) throws TException {
    out.writeStructBegin(new TStruct());
    short id = 0;
    for (int left = random.nextInt(8); left > 0; left--) {
      byte type = type(depth);
      id = id(id);
      out.writeFieldBegin(new TField("", type, id));
      write(type, depth + 1);
      out.writeFieldEnd();
    }
    out.writeFieldStop();
    out.writeStructEnd();
  }

  private void write(byte type, int depth) throws TException {
    switch (type) {
      case TType.BOOL -> out.writeBool(random.nextBoolean());
      case TType.BYTE -> out.writeByte((byte) random.nextInt());
      case TType.DOUBLE -> out.writeDouble(random.nextDouble());
      case TType.I16 -> out.writeI16((short) random.nextInt());
      case TType.I32 -> out.writeI32(number32());
      case TType.I64 -> out.writeI64(number64());
      case TType.STRING -> out.writeBinary(ByteBuffer.wrap(blob()));
      case TType.STRUCT -> writeStruct(depth);
      case TType.LIST, TType.SET -> {
        int count = random.nextInt(20);
        byte element = type(depth);
        if (type == TType.LIST) {
          out.writeListBegin(new TList(element, count));
        } else {
          out.writeSetBegin(new TSet(element, count));
        }
        for (int i = 0; i < count; i++) {
          write(element, depth + 1);
        }
      }
      case TType.MAP -> {
        int count = random.nextInt(5);
        byte key = type(depth);
        byte value = type(depth);
        out.writeMapBegin(new TMap(key, value, count));
        for (int i = 0; i < count; i++) {
          write(key, depth + 1);
          write(value, depth + 1);
        }
      }
      default -> throw new AssertionError(type);
    }
  }

  private int number32() {
    return random.nextInt() >> random.nextInt(32);
  }

  private long number64() {
    return random.nextLong() >> random.nextInt(64);
  }

  private byte[] blob() {
    byte[] blob = new byte[random.nextInt(200)];
    random.nextBytes(blob);
    return blob;
  }

  private void readStruct(ThriftReader in, byte[] array, int depth) throws Exception {
    in.beginStruct();
    short id = 0;
    for (int left = random.nextInt(8); left > 0; left--) {
      byte type = type(depth);
      id = id(id);
      assertThat(in.nextField()).isEqualTo(ThriftReader.field(id, type));
      read(in, array, type, depth + 1);
    }
    assertThat(in.nextField()).isEqualTo(ThriftReader.END);
  }

  private void read(ThriftReader in, byte[] array, byte type, int depth) throws Exception {
    switch (type) {
      case TType.BOOL -> assertThat(in.bool()).isEqualTo(random.nextBoolean());
      case TType.BYTE -> assertThat(in.i8()).isEqualTo((byte) random.nextInt());
      case TType.DOUBLE ->
          assertThat(Double.longBitsToDouble(in.doubleBits())).isEqualTo(random.nextDouble());
      case TType.I16 -> assertThat(in.i16()).isEqualTo((short) random.nextInt());
      case TType.I32 -> assertThat(in.i32()).isEqualTo(number32());
      case TType.I64 -> assertThat(in.i64()).isEqualTo(number64());
      case TType.STRING -> {
        byte[] expected = blob();
        int length = in.binary();
        int start = in.valueStart();
        assertThat(Arrays.copyOfRange(array, start, start + length)).isEqualTo(expected);
      }
      case TType.STRUCT -> readStruct(in, array, depth);
      case TType.LIST, TType.SET -> {
        int count = random.nextInt(20);
        byte element = type(depth);
        assertThat(in.beginList()).isEqualTo(count);
        assertThat(count == 0 || in.elementType() == element).isTrue();
        for (int i = 0; i < count; i++) {
          read(in, array, element, depth + 1);
        }
      }
      case TType.MAP -> {
        int count = random.nextInt(5);
        byte key = type(depth);
        byte value = type(depth);
        assertThat(in.beginMap()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
          read(in, array, key, depth + 1);
          read(in, array, value, depth + 1);
        }
      }
      default -> throw new AssertionError(type);
    }
  }
}
