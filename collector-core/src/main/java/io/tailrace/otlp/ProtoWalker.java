// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps over Protocol Buffers and checks that they are well-formed. Positions are indexes into the
 * array; a reading method returns position and value packed into one {@code long}, so that nothing
 * is allocated and nothing is written to memory on the way.
 */
final class ProtoWalker {

  /** How deep messages may be nested, counted from the request, as protobuf-java limits it. */
  static final int MAX_DEPTH = 100;

  /** The depth of a {@code Resource} below the request. */
  private static final int RESOURCE_DEPTH = 3;

  /** The depth of a {@code Span} below the request. */
  static final int SPAN_DEPTH = 4;

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_LENGTH = 2;
  private static final int WIRE_START_GROUP = 3;
  private static final int WIRE_END_GROUP = 4;
  private static final int WIRE_FIXED32 = 5;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] b = {};
  private int origin;

  /** Sets the array; {@code origin} is what offsets in errors are counted from. */
  void reset(byte[] bytes, int newOrigin) {
    b = bytes;
    origin = newOrigin;
  }

  static int position(long packed) {
    return (int) (packed >>> 32);
  }

  static int value(long packed) {
    return (int) packed;
  }

  private static long pack(int position, int value) {
    return ((long) position << 32) | (value & 0xFFFFFFFFL);
  }

  MalformedOtlpException malformed(String reason, int p) {
    return new MalformedOtlpException(reason, p - origin);
  }

  /**
   * Reads a varint of up to ten bytes and keeps its low 32 bits. One that overflows 64 bits is
   * refused, as Go and C++ do: passed on, it would make such a backend refuse its whole request.
   */
  long varint32(int p, int end) throws MalformedOtlpException {
    if (p < end) {
      int first = b[p];
      if (first >= 0) {
        return pack(p + 1, first);
      }
    }
    return longVarint32(p, end);
  }

  private long longVarint32(int start, int end) throws MalformedOtlpException {
    int p = start;
    int value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (p >= end) {
        throw malformed("truncated varint", start);
      }
      int next = b[p++];
      if (shift < 32) {
        value |= (next & 0x7F) << shift;
      }
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          throw malformed("varint of more than 64 bits", start);
        }
        return pack(p, value);
      }
    }
    throw malformed("varint of more than 10 bytes", start);
  }

  /** Reads the length of a field and checks that its body ends within {@code end}. */
  long length(int p, int end) throws MalformedOtlpException {
    if (end - p >= 2) {
      int first = b[p];
      if (first >= 0) {
        if (first <= end - p - 1) {
          return pack(p + 1, first);
        }
      } else if (b[p + 1] >= 0) {
        int length = first & 0x7F | b[p + 1] << 7;
        if (length <= end - p - 2) {
          return pack(p + 2, length);
        }
      }
    }
    return longLength(p, end);
  }

  private long longLength(int p, int end) throws MalformedOtlpException {
    long read = varint32(p, end);
    int length = value(read);
    int body = position(read);
    if (length < 0 || length > end - body) {
      throw malformed(
          "length "
              + Integer.toUnsignedLong(length)
              + " runs past the end of its message (expected: <= "
              + (end - body)
              + ")",
          p);
    }
    return read;
  }

  void require(int p, int count, int end) throws MalformedOtlpException {
    if (count > end - p) {
      throw malformed("truncated fixed" + count * 8, p);
    }
  }

  /** Skips the value of a field that nobody looks into; returns where it ends. */
  int skip(int tag, int p, int end, int depth) throws MalformedOtlpException {
    if (tag >>> 3 == 0) {
      throw malformed("field number 0", p);
    }
    switch (tag & 7) {
      case WIRE_VARINT -> {
        return position(varint32(p, end));
      }
      case WIRE_FIXED64 -> {
        require(p, 8, end);
        return p + 8;
      }
      case WIRE_LENGTH -> {
        long sized = length(p, end);
        return position(sized) + value(sized);
      }
      case WIRE_FIXED32 -> {
        require(p, 4, end);
        return p + 4;
      }
      case WIRE_START_GROUP -> {
        return skipGroup(tag >>> 3, p, end, depth + 1);
      }
      case WIRE_END_GROUP -> throw malformed("end of a group that was not begun", p);
      default -> throw malformed("wire type " + (tag & 7) + " (expected: 0 to 5)", p);
    }
  }

  private int skipGroup(int number, int start, int end, int depth) throws MalformedOtlpException {
    checkDepth(depth, start);
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      if ((tag & 7) == WIRE_END_GROUP) {
        if (tag >>> 3 != number) {
          throw malformed("end of group " + (tag >>> 3) + " (expected: " + number + ")", p);
        }
        return p;
      }
      p = skip(tag, p, end, depth);
    }
    throw malformed("group " + number + " without end", start);
  }

  private void checkDepth(int depth, int p) throws MalformedOtlpException {
    if (depth > MAX_DEPTH) {
      throw malformed("nested more than " + MAX_DEPTH + " deep", p);
    }
  }

  /** Checks a {@code Resource}; it has messages of two types. */
  void resource(int start, int end) throws MalformedOtlpException {
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      if (tag == OtlpField.RESOURCE_ATTRIBUTES || tag == OtlpField.RESOURCE_ENTITY_REFS) {
        long sized = length(p, end);
        int body = position(sized);
        p = body + value(sized);
        if (tag == OtlpField.RESOURCE_ATTRIBUTES) {
          keyValue(body, p, RESOURCE_DEPTH + 1);
        } else {
          fields(body, p, RESOURCE_DEPTH + 1);
        }
      } else {
        p = skip(tag, p, end, RESOURCE_DEPTH);
      }
    }
  }

  /** Checks a message without messages that anybody looks into. */
  private void fields(int start, int end, int depth) throws MalformedOtlpException {
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = skip(value(tagged), position(tagged), end, depth);
    }
  }

  /** Checks an {@code InstrumentationScope}. */
  void scope(int start, int end) throws MalformedOtlpException {
    attributes(OtlpField.SCOPE_ATTRIBUTES, start, end, 4);
  }

  /** Checks a {@code Span.Event}. */
  void event(int start, int end) throws MalformedOtlpException {
    attributes(OtlpField.EVENT_ATTRIBUTES, start, end, SPAN_DEPTH + 1);
  }

  /**
   * Checks a {@code Span.Link}.
   *
   * @return whether its IDs have 16 and 8 bytes, or none. Backends that are written in Go refuse
   *     the whole request otherwise.
   */
  boolean link(int start, int end) throws MalformedOtlpException {
    boolean isTraceIdGood = true;
    boolean isSpanIdGood = true;
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      switch (tag) {
        case OtlpField.LINK_TRACE_ID, OtlpField.LINK_SPAN_ID, OtlpField.LINK_ATTRIBUTES -> {
          long sized = length(p, end);
          int body = position(sized);
          int length = value(sized);
          p = body + length;
          if (tag == OtlpField.LINK_TRACE_ID) {
            isTraceIdGood &= length == 16 || length == 0;
          } else if (tag == OtlpField.LINK_SPAN_ID) {
            isSpanIdGood &= length == 8 || length == 0;
          } else {
            keyValue(body, p, SPAN_DEPTH + 2);
          }
        }
        default -> p = skip(tag, p, end, SPAN_DEPTH + 1);
      }
    }
    return isTraceIdGood && isSpanIdGood;
  }

  /** Checks a message of which only the attributes, under {@code attributesTag}, are messages. */
  private void attributes(int attributesTag, int start, int end, int depth)
      throws MalformedOtlpException {
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      if (tag == attributesTag) {
        long sized = length(p, end);
        int body = position(sized);
        p = body + value(sized);
        keyValue(body, p, depth + 1);
      } else {
        p = skip(tag, p, end, depth);
      }
    }
  }

  /** Checks a {@code Status} and returns its code, or {@code before} if it has none. */
  int status(int start, int end, int before) throws MalformedOtlpException {
    int code = before;
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      if (tag == OtlpField.STATUS_CODE) {
        long read = varint32(p, end);
        p = position(read);
        code = value(read);
      } else {
        p = skip(tag, p, end, SPAN_DEPTH + 1);
      }
    }
    return code;
  }

  /**
   * Whether this is a {@code KeyValue} of a key shorter than 128 bytes and a scalar shorter than 16
   * KiB, and nothing else: what nearly every attribute is. In such a message the lengths say what
   * the four bytes behind the key must be, so that one comparison sees it. Everything else is left
   * to {@link #keyValue}.
   */
  static boolean isPlainKeyValue(byte[] b, int start, int end) {
    if (end - start < 6) {
      return false;
    }
    int key = (short) SHORT.get(b, start);
    int value = start + 2 + (key >>> 8);
    int left = end - value - 2;
    if ((key & 0x80FF) != OtlpField.KEY_VALUE_KEY || left < 2) {
      return false;
    }
    int head = (int) INT.get(b, value);
    if (left > 0x7F) {
      return isLongText(b, value, head, left - 1);
    }
    int framed = OtlpField.KEY_VALUE_VALUE | left << 8;
    if (head == (framed | OtlpField.ANY_STRING << 16 | left - 2 << 24)) {
      return true;
    }
    if ((head & 0xFFFF) != framed) {
      return false;
    }
    return switch (head >>> 16 & 0xFF) {
      case OtlpField.ANY_INT, OtlpField.ANY_BOOL -> left <= 10 && isVarint(b, value + 3, end);
      case OtlpField.ANY_DOUBLE -> left == 9;
      default -> false;
    };
  }

  /**
   * Whether the value at {@code p} is a string whose framing has lengths of two bytes.
   *
   * @param head the four bytes at {@code p}
   * @param length of the value's message, if two bytes say it
   */
  private static boolean isLongText(byte[] b, int p, int head, int length) {
    int framed = OtlpField.KEY_VALUE_VALUE | (length & 0x7F | 0x80) << 8 | length >>> 7 << 16;
    if (length >= 1 << 14 || head != (framed | OtlpField.ANY_STRING << 24)) {
      return false;
    }
    int first = b[p + 4];
    return first >= 0
        ? first == length - 2
        : b[p + 5] >= 0 && (first & 0x7F | b[p + 5] << 7) == length - 3;
  }

  private static boolean isVarint(byte[] b, int start, int end) {
    int p = start;
    while (p < end - 1 && b[p] < 0) {
      p++;
    }
    return p == end - 1 && b[p] >= 0;
  }

  /** Checks a {@code KeyValue}. */
  void keyValue(int start, int end, int depth) throws MalformedOtlpException {
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      long sized;
      switch (tag) {
        case OtlpField.KEY_VALUE_KEY -> {
          sized = length(p, end);
          p = position(sized) + value(sized);
        }
        case OtlpField.KEY_VALUE_VALUE -> {
          sized = length(p, end);
          int body = position(sized);
          p = body + value(sized);
          anyValue(body, p, depth + 1);
        }
        default -> p = skip(tag, p, end, depth);
      }
    }
  }

  private void anyValue(int start, int end, int depth) throws MalformedOtlpException {
    checkDepth(depth, start);
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      if (tag == OtlpField.ANY_ARRAY || tag == OtlpField.ANY_KVLIST) {
        long sized = length(p, end);
        int body = position(sized);
        p = body + value(sized);
        list(tag, body, p, depth + 1);
      } else {
        p = skip(tag, p, end, depth);
      }
    }
  }

  private void list(int kind, int start, int end, int depth) throws MalformedOtlpException {
    checkDepth(depth, start);
    int p = start;
    while (p < end) {
      long tagged = varint32(p, end);
      p = position(tagged);
      int tag = value(tagged);
      if (tag == OtlpField.LIST_VALUES) {
        long sized = length(p, end);
        int body = position(sized);
        p = body + value(sized);
        if (kind == OtlpField.ANY_ARRAY) {
          anyValue(body, p, depth + 1);
        } else {
          keyValue(body, p, depth + 1);
        }
      } else {
        p = skip(tag, p, end, depth);
      }
    }
  }
}
