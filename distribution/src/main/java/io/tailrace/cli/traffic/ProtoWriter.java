// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.tailrace.otlp.OtlpField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes Protocol Buffers fields into an array that grows. Not thread-safe. */
public final class ProtoWriter {

  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[512];
  private int size;

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** A field of wire type 0. */
  public ProtoWriter varint(int tag, long value) {
    rawVarint(tag);
    rawVarint(value);
    return this;
  }

  /** A field of wire type 1. */
  public ProtoWriter fixed64(int tag, long value) {
    rawVarint(tag);
    int at = reserve(8);
    LONG_LE.set(bytes, at, value);
    return this;
  }

  /** A field of wire type 5. */
  public ProtoWriter fixed32(int tag, int value) {
    rawVarint(tag);
    int at = reserve(4);
    INT_LE.set(bytes, at, value);
    return this;
  }

  /** A string. */
  public ProtoWriter string(int tag, String value) {
    return bytes(tag, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field of wire type 2 with the given body: bytes, or an encoded message. */
  public ProtoWriter bytes(int tag, byte[] body) {
    rawVarint(tag);
    rawVarint(body.length);
    int at = reserve(body.length);
    System.arraycopy(body, 0, bytes, at, body.length);
    return this;
  }

  /** A nested message. */
  public ProtoWriter message(int tag, ProtoWriter body) {
    rawVarint(tag);
    rawVarint(body.size);
    int at = reserve(body.size);
    System.arraycopy(body.bytes, 0, bytes, at, body.size);
    return this;
  }

  /** An ID of eight bytes. */
  public ProtoWriter id(int tag, long value) {
    rawVarint(tag);
    rawVarint(8);
    int at = reserve(8);
    LONG_BE.set(bytes, at, value);
    return this;
  }

  /** An ID of sixteen bytes. */
  public ProtoWriter id(int tag, long high, long low) {
    rawVarint(tag);
    rawVarint(16);
    int at = reserve(16);
    LONG_BE.set(bytes, at, high);
    LONG_BE.set(bytes, at + 8, low);
    return this;
  }

  /** A {@code KeyValue} with a string. */
  public ProtoWriter attribute(int tag, String key, String value) {
    return attribute(tag, key, new ProtoWriter().string(OtlpField.ANY_STRING, value));
  }

  /** A {@code KeyValue} with an integer. */
  public ProtoWriter attribute(int tag, String key, long value) {
    return attribute(tag, key, new ProtoWriter().varint(OtlpField.ANY_INT, value));
  }

  private ProtoWriter attribute(int tag, String key, ProtoWriter anyValue) {
    return message(
        tag,
        new ProtoWriter()
            .string(OtlpField.KEY_VALUE_KEY, key)
            .message(OtlpField.KEY_VALUE_VALUE, anyValue));
  }

  private void rawVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      rawByte((byte) (rest | 0x80));
      rest >>>= 7;
    }
    rawByte((byte) rest);
  }

  private void rawByte(byte value) {
    int at = reserve(1);
    bytes[at] = value;
  }

  private int reserve(int count) {
    int at = size;
    size += count;
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return at;
  }
}
