// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over the fields of one message after another without allocating. For the bytes of a {@link
 * io.tailrace.otlp.SpanBatch} only, which are well-formed: nothing is checked again here.
 */
final class FieldReader {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int next;
  private int limit;
  private int tag;
  private int start;
  private long number;

  /** Goes before the first field of the message {@code bytes[from, to)}. */
  void reset(byte[] newBytes, int from, int to) {
    bytes = newBytes;
    next = from;
    limit = to;
  }

  /** Goes to the next field; whether there is one. */
  boolean next() {
    if (next >= limit) {
      return false;
    }
    tag = (int) varint();
    start = next;
    switch (tag & 7) {
      case 0 -> number = varint();
      case 1 -> {
        number = (long) LONG_LE.get(bytes, next);
        next += 8;
      }
      case 2 -> {
        int length = (int) varint();
        start = next;
        next += length;
      }
      case 3 -> skipGroup();
      default -> {
        number = (int) INT_LE.get(bytes, next) & 0xFFFFFFFFL;
        next += 4;
      }
    }
    return true;
  }

  private void skipGroup() {
    for (int depth = 1; depth > 0; ) {
      int inner = (int) varint();
      switch (inner & 7) {
        case 0 -> varint();
        case 1 -> next += 8;
        case 2 -> {
          int length = (int) varint();
          next += length;
        }
        case 3 -> depth++;
        case 4 -> depth--;
        default -> next += 4;
      }
    }
  }

  private long varint() {
    byte first = bytes[next++];
    if (first >= 0) {
      return first;
    }
    long value = first & 0x7F;
    for (int shift = 7; ; shift += 7) {
      byte b = bytes[next++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  /** The field's number and wire type, as {@link io.tailrace.otlp.OtlpField} has them. */
  int tag() {
    return tag;
  }

  /** Where a length-delimited field's body starts. */
  int start() {
    return start;
  }

  /** Where the field ends. */
  int end() {
    return next;
  }

  /** The value of a varint or fixed field; fixed32 without sign. */
  long number() {
    return number;
  }
}
