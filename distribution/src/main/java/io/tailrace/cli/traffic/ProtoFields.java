// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the fields of one message. What is malformed ends it early: it reads answers of
 * servers and spans that were scanned before, where nothing else can be done. Not thread-safe.
 */
final class ProtoFields {

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_LENGTH = 2;
  private static final int WIRE_FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int position;
  private int tag;
  private long number;
  private int bodyStart;
  private int bodyEnd;

  ProtoFields(byte[] message) {
    this(message, 0, message.length);
  }

  ProtoFields(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /** Goes to the next field; false if there is none. */
  boolean next() {
    if (position >= end) {
      return false;
    }
    tag = (int) varint();
    switch (tag & 7) {
      case WIRE_VARINT -> number = varint();
      case WIRE_FIXED64 -> skip(8);
      case WIRE_LENGTH -> skip(varint());
      case WIRE_FIXED32 -> skip(4);
      default -> skip(-1);
    }
    return position <= end;
  }

  /** Field number and wire type of the field. */
  int tag() {
    return tag;
  }

  /** The value of a field of wire type 0. */
  long number() {
    return number;
  }

  /** The value of a field of eight bytes, big-endian. */
  long id() {
    return ByteBuffer.wrap(bytes, bodyStart, 8).order(ByteOrder.BIG_ENDIAN).getLong();
  }

  /** The length of a field's body in bytes. */
  int bodyLength() {
    return bodyEnd - bodyStart;
  }

  /** The field's body as a string. */
  String text() {
    return new String(bytes, bodyStart, bodyLength(), StandardCharsets.UTF_8);
  }

  /** The field's body as a message. */
  ProtoFields body() {
    return new ProtoFields(bytes, bodyStart, bodyLength());
  }

  private void skip(long count) {
    bodyStart = position;
    if (count < 0 || count > end - position) {
      position = end + 1;
      bodyEnd = bodyStart;
    } else {
      position += (int) count;
      bodyEnd = position;
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64 && position < end; shift += 7) {
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    position = end + 1;
    return 0;
  }
}
