// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One Protocol Buffers message, read by tag, with the merging that the encoding asks for: of a
 * repeated singular field the last scalar wins and messages merge. Each read walks the message, so
 * this is for cold paths. Fields of another wire type than asked for count as absent.
 *
 * <p>All methods throw {@link IllegalArgumentException} if the message is not well-formed; that
 * cannot happen with the bytes of a {@link SpanBatch}.
 *
 * @param bytes the array that holds the message
 * @param start where it starts
 * @param end where it ends
 */
@SuppressWarnings("ArrayRecordComponent") // a view: equality is never asked for
public record ProtoMessage(byte[] bytes, int start, int end) {

  private static final byte[] NONE = {};

  /** The request in a batch. */
  public static ProtoMessage of(SpanBatch batch) {
    return new ProtoMessage(batch.bytes(), batch.offset(), batch.offset() + batch.length());
  }

  /** The length in bytes. */
  public int length() {
    return end - start;
  }

  /** Whether the message has the field. */
  public boolean has(int tag) {
    var cursor = cursor();
    while (cursor.next()) {
      if (cursor.tag() == tag) {
        return true;
      }
    }
    return false;
  }

  /** A varint or fixed field; 0 if absent. */
  public long number(int tag) {
    long value = 0;
    var cursor = cursor();
    while (cursor.next()) {
      if (cursor.tag() == tag) {
        value = cursor.number();
      }
    }
    return value;
  }

  /** A bytes field; empty if absent. */
  public byte[] bytes(int tag) {
    byte[] value = NONE;
    var cursor = cursor();
    while (cursor.next()) {
      if (cursor.tag() == tag) {
        value = Arrays.copyOfRange(bytes, cursor.bodyStart(), cursor.bodyEnd());
      }
    }
    return value;
  }

  /** A string field, invalid UTF-8 replaced by U+FFFD; empty if absent. */
  public String string(int tag) {
    return new String(bytes(tag), StandardCharsets.UTF_8);
  }

  /** A singular message field, merged; empty if absent. */
  public ProtoMessage message(int tag) {
    var all = messages(tag);
    if (all.size() == 1) {
      return all.getFirst();
    }
    byte[] merged = new byte[all.stream().mapToInt(ProtoMessage::length).sum()];
    int at = 0;
    for (ProtoMessage each : all) {
      System.arraycopy(each.bytes, each.start, merged, at, each.length());
      at += each.length();
    }
    return new ProtoMessage(merged, 0, merged.length);
  }

  /** A repeated message field. */
  public List<ProtoMessage> messages(int tag) {
    var all = new ArrayList<ProtoMessage>();
    var cursor = cursor();
    while (cursor.next()) {
      if (cursor.tag() == tag) {
        all.add(new ProtoMessage(bytes, cursor.bodyStart(), cursor.bodyEnd()));
      }
    }
    return all;
  }

  /**
   * The member of the oneof in {@code AnyValue} that is set: the last one wins.
   *
   * @return its tag; 0 if none is set
   */
  public int anyValueMember() {
    int member = 0;
    var cursor = cursor();
    while (cursor.next()) {
      if (isAnyValueMember(cursor.tag())) {
        member = cursor.tag();
      }
    }
    return member;
  }

  /** This {@code AnyValue} without what a later member of the oneof has replaced. */
  public ProtoMessage anyValue() {
    int member = anyValueMember();
    int from = start;
    var cursor = cursor();
    while (cursor.next()) {
      if (isAnyValueMember(cursor.tag()) && cursor.tag() != member) {
        from = cursor.bodyEnd();
      }
    }
    return from == start ? this : new ProtoMessage(bytes, from, end);
  }

  private static boolean isAnyValueMember(int tag) {
    return switch (tag) {
      case OtlpField.ANY_STRING,
          OtlpField.ANY_BOOL,
          OtlpField.ANY_INT,
          OtlpField.ANY_DOUBLE,
          OtlpField.ANY_ARRAY,
          OtlpField.ANY_KVLIST,
          OtlpField.ANY_BYTES ->
          true;
      default -> false;
    };
  }

  private ProtoCursor cursor() {
    return new ProtoCursor(bytes, start, end);
  }
}
