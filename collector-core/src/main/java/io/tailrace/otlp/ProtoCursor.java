// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

/**
 * Walks over the fields of one Protocol Buffers message, in the order in which they stand there.
 * For cold paths: what leaves as text, and replies of backends. Not thread-safe.
 */
public final class ProtoCursor {

  private final byte[] bytes;
  private final int end;
  private final ProtoWalker walker = new ProtoWalker();
  private int next;
  private int tag;
  private int bodyStart;
  private long number;

  /** A cursor before the first field of the message {@code bytes[start, end)}. */
  public ProtoCursor(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.end = end;
    next = start;
    walker.reset(bytes, start);
  }

  /**
   * Goes to the next field.
   *
   * @return whether there is one
   * @throws IllegalArgumentException if the message is not well-formed here
   */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    try {
      long tagged = walker.varint32(next, end);
      tag = ProtoWalker.value(tagged);
      int at = ProtoWalker.position(tagged);
      next = walker.skip(tag, at, end, 0);
      bodyStart = at;
      switch (tag & 7) {
        case 0 -> number = varint(at);
        case 1 -> number = littleEndian(at, 8);
        case 2 -> bodyStart = ProtoWalker.position(walker.length(at, end));
        case 5 -> number = littleEndian(at, 4);
        default -> number = 0;
      }
      return true;
    } catch (MalformedOtlpException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private long varint(int start) {
    long value = 0;
    int p = start;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[p++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private long littleEndian(int start, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[start + i] & 0xFF);
    }
    return value;
  }

  /** The field's number and wire type, as {@link OtlpField} has them. */
  public int tag() {
    return tag;
  }

  /** Where a length-delimited field's body starts in the array. */
  public int bodyStart() {
    return bodyStart;
  }

  /** Where the field ends in the array. */
  public int bodyEnd() {
    return next;
  }

  /** The value of a varint or fixed field; fixed32 without sign. */
  public long number() {
    return number;
  }
}
