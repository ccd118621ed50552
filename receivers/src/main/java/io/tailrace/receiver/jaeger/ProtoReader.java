// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.otlp.MalformedOtlpException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads Protocol Buffers field by field, front to back. Lengths are checked against the end of the
 * message around them before anything is done with them. Belongs to one thread.
 */
final class ProtoReader {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int MAX_DEPTH = 100;
  private static final int MAX_VARINT_BITS = 70;

  private byte[] bytes = {};
  private int origin;

  /** Where the next byte is read. */
  int position;

  /** Begins at {@code payload[start]}; offsets in errors count from there. */
  void reset(byte[] payload, int start) {
    bytes = payload;
    origin = start;
    position = start;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Reads the tag of the next field of a message that ends at {@code end}. */
  int tag(int end) throws MalformedOtlpException {
    int at = position;
    int tag = (int) varint(end);
    if (tag >>> 3 == 0) {
      throw malformed("field number 0", at);
    }
    return tag;
  }

  /** Reads a varint. */
  long varint(int end) throws MalformedOtlpException {
    int p = position;
    if (p < end && bytes[p] >= 0) {
      position = p + 1;
      return bytes[p];
    }
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      if (p >= end) {
        throw malformed("truncated varint", position);
      }
      byte next = bytes[p++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        position = p;
        return value;
      }
    }
    throw malformed("varint of more than 10 bytes", position);
  }

  /** Reads the length of a field; returns where its body, which begins here, ends. */
  int bodyEnd(int end) throws MalformedOtlpException {
    int at = position;
    long length = varint(end);
    if (length < 0 || length > end - position) {
      throw malformed(
          "length "
              + Long.toUnsignedString(length)
              + " runs past the end of its message (expected: <= "
              + (end - position)
              + ")",
          at);
    }
    return position + (int) length;
  }

  /** Reads a fixed64 or double. */
  long fixed64(int end) throws MalformedOtlpException {
    require(Long.BYTES, end);
    long value = (long) LONG_LE.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  private void require(int count, int end) throws MalformedOtlpException {
    if (count > end - position) {
      throw malformed("truncated fixed" + count * Byte.SIZE, position);
    }
  }

  /** Passes over the value of a field. */
  void skip(int tag, int end) throws MalformedOtlpException {
    skip(tag, end, 0);
  }

  private void skip(int tag, int end, int depth) throws MalformedOtlpException {
    switch (tag & 7) {
      case 0 -> varint(end);
      case 1 -> {
        require(Long.BYTES, end);
        position += Long.BYTES;
      }
      case 2 -> position = bodyEnd(end);
      case 3 -> skipGroup(tag >>> 3, end, depth + 1);
      case 5 -> {
        require(Integer.BYTES, end);
        position += Integer.BYTES;
      }
      default -> throw malformed("wire type " + (tag & 7) + " (expected: 0 to 3, or 5)", position);
    }
  }

  private void skipGroup(int number, int end, int depth) throws MalformedOtlpException {
    if (depth > MAX_DEPTH) {
      throw malformed("nested more than " + MAX_DEPTH + " deep", position);
    }
    while (true) {
      int tag = tag(end);
      if ((tag & 7) == 4) {
        if (tag >>> 3 != number) {
          throw malformed("end of group " + (tag >>> 3) + " (expected: " + number + ")", position);
        }
        return;
      }
      skip(tag, end, depth);
    }
  }

  private MalformedOtlpException malformed(String reason, int at) {
    return new MalformedOtlpException(reason, at - origin);
  }
}
