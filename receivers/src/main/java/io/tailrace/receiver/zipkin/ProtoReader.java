// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Reads the fields of one Protocol Buffers message in the order in which they stand there. Belongs
 * to one thread, which uses it for every message of its kind.
 */
final class ProtoReader {

  /** What {@link #next} returns at the end of the message. */
  static final int END = 0;

  private static final int MAX_DEPTH = 100;

  private byte[] bytes = {};
  private int position;
  private int limit;
  private int start;
  private int end;
  private long number;

  void open(byte[] message, int from, int to) {
    bytes = message;
    position = from;
    limit = to;
  }

  int position() {
    return position;
  }

  /** Where the body of the field starts, if it is length-delimited. */
  int start() {
    return start;
  }

  /** Where it ends. */
  int end() {
    return end;
  }

  /** The value of the field, if it is a number; fixed32 without sign. */
  long number() {
    return number;
  }

  /**
   * Goes to the next field.
   *
   * @return its tag, field number and wire type; {@link #END} behind the last one
   * @throws MalformedSpansException if there is neither a field nor the end
   */
  int next() throws MalformedSpansException {
    if (position >= limit) {
      return END;
    }
    int at = position;
    int tag = (int) varint();
    if (tag >>> 3 == 0) {
      throw new MalformedSpansException("field number 0 (expected: 1 or more)", at);
    }
    value(tag, at, 0);
    return tag;
  }

  private void value(int tag, int at, int depth) throws MalformedSpansException {
    switch (tag & 7) {
      case 0 -> number = varint();
      case 1 -> number = fixed(Long.BYTES);
      case 2 -> {
        long length = varint();
        if (length < 0 || length > limit - position) {
          throw new MalformedSpansException(
              "length "
                  + Long.toUnsignedString(length)
                  + " (expected: 0 to the "
                  + (limit - position)
                  + " bytes left)",
              at);
        }
        start = position;
        position += (int) length;
        end = position;
      }
      case 3 -> group(tag >>> 3, at, depth + 1);
      case 5 -> number = fixed(Integer.BYTES);
      default ->
          throw new MalformedSpansException(
              "wire type " + (tag & 7) + " (expected: 0 to 3, or 5)", at);
    }
  }

  private void group(int field, int at, int depth) throws MalformedSpansException {
    if (depth > MAX_DEPTH) {
      throw new MalformedSpansException("nested more than " + MAX_DEPTH + " deep", at);
    }
    while (position < limit) {
      int inner = position;
      int tag = (int) varint();
      if (tag >>> 3 == 0) {
        throw new MalformedSpansException("field number 0 (expected: 1 or more)", inner);
      }
      if ((tag & 7) == 4) {
        if (tag >>> 3 != field) {
          throw new MalformedSpansException(
              "end of group " + (tag >>> 3) + " (expected: " + field + ")", inner);
        }
        return;
      }
      value(tag, inner, depth);
    }
    throw new MalformedSpansException("group " + field + " without end", at);
  }

  private long varint() throws MalformedSpansException {
    if (position < limit && bytes[position] >= 0) {
      return bytes[position++];
    }
    int at = position;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position >= limit) {
        throw new MalformedSpansException("cut-off varint", at);
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedSpansException("varint of more than 10 bytes", at);
  }

  private long fixed(int count) throws MalformedSpansException {
    if (count > limit - position) {
      throw new MalformedSpansException("cut-off fixed" + count * 8, position);
    }
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | (bytes[position + i] & 0xFF);
    }
    position += count;
    return value;
  }
}
