// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes Protocol Buffers in one forward pass although the length of a message is known only at its
 * end: lengths are noted beside the bytes and put between them by the final copy, so that every
 * length has its shortest form and nothing is moved twice. Not thread-safe.
 */
public final class ProtoWriter {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT = 10;

  /** Up to so many bytes, all lengths in a {@code KeyValue} take one byte. */
  private static final int SHORT = 121;

  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Everything but the lengths of messages. */
  private byte[] bytes;

  private int size;

  /** Where in {@link #bytes} each length belongs, in ascending order, and what it is. */
  private int[] lengthAt = new int[64];

  private int[] length = new int[64];
  private int lengths;

  /** The messages that have begun and not ended: their lengths' index, and bytes before them. */
  private int[] open = new int[16];

  private int[] startBytes = new int[16];
  private int depth;

  /** What the lengths that are known take up. */
  private int lengthBytes;

  /**
   * Makes an empty writer.
   *
   * @param capacity bytes that are probably needed
   */
  public ProtoWriter(int capacity) {
    bytes = new byte[Math.max(64, capacity)];
  }

  /** Begins a message that is a field of the present one; {@link #end()} is due. */
  public void begin(int tag) {
    tag(tag);
    if (lengths == lengthAt.length) {
      lengthAt = Arrays.copyOf(lengthAt, lengths * 2);
      length = Arrays.copyOf(length, lengths * 2);
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, depth * 2);
      startBytes = Arrays.copyOf(startBytes, depth * 2);
    }
    lengthAt[lengths] = size;
    open[depth] = lengths++;
    startBytes[depth++] = lengthBytes;
  }

  /** Ends the message that was begun last. */
  public void end() {
    int message = open[--depth];
    int inside = lengthBytes - startBytes[depth];
    length[message] = size - lengthAt[message] + inside;
    lengthBytes += OtlpWriter.varintSize(length[message]);
  }

  /**
   * Begins a message of known length, for which no {@link #end()} is due.
   *
   * @param count the bytes of the fields that are written next
   */
  public void sized(int tag, int count) {
    tag(tag);
    size = putVarint(bytes, size, count);
  }

  /**
   * Writes a {@code KeyValue} with a string, if key and string are ASCII and together at most
   * {@value #SHORT} bytes: what nearly every attribute is, checked while it is copied.
   *
   * @param tag a tag of one byte
   * @return whether it was; if not, nothing was written
   */
  public boolean shortAttribute(
      int tag, byte[] key, int keyOffset, int keyLength, byte[] text, int offset, int count) {
    int both = keyLength + count;
    if (both > SHORT) {
      return false;
    }
    ensure(2 * MAX_VARINT + SHORT);
    byte[] b = bytes;
    int p = size;
    b[p] = (byte) tag;
    b[p + 1] = (byte) (both + 6);
    b[p + 2] = OtlpField.KEY_VALUE_KEY;
    b[p + 3] = (byte) keyLength;
    long seen = copy(key, keyOffset, keyLength, b, p + 4);
    p += 4 + keyLength;
    b[p] = OtlpField.KEY_VALUE_VALUE;
    b[p + 1] = (byte) (count + 2);
    b[p + 2] = OtlpField.ANY_STRING;
    b[p + 3] = (byte) count;
    seen |= copy(text, offset, count, b, p + 4);
    if ((seen & HIGH_BITS) != 0) {
      return false;
    }
    size = p + 4 + count;
    return true;
  }

  /** Copies a few bytes; returns all of them combined by OR, in one or several of its bytes. */
  private static long copy(byte[] source, int from, int count, byte[] target, int at) {
    long seen = 0;
    if (count < Long.BYTES) {
      for (int i = 0; i < count; i++) {
        target[at + i] = source[from + i];
        seen |= source[from + i];
      }
      return seen;
    }
    int last = count - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      long eight = (long) LONG_LE.get(source, from + i);
      LONG_LE.set(target, at + i, eight);
      seen |= eight;
    }
    long eight = (long) LONG_LE.get(source, from + last);
    LONG_LE.set(target, at + last, eight);
    return seen | eight;
  }

  /** Writes a varint field; negative values take ten bytes. */
  public void varint(int tag, long value) {
    tag(tag);
    size = putVarint(bytes, size, value);
  }

  /** Writes a fixed64, sfixed64 or, by its bits, double field. */
  public void fixed64(int tag, long value) {
    tag(tag);
    LONG_LE.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** Writes a fixed32 field. */
  public void fixed32(int tag, int value) {
    tag(tag);
    INT_LE.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Writes a bytes field. */
  public void bytes(int tag, byte[] value, int offset, int count) {
    int at = room(tag, count);
    System.arraycopy(value, offset, bytes, at, count);
  }

  /** Writes a string field as UTF-8; a surrogate without its partner becomes U+FFFD. */
  public void utf8(int tag, char[] text, int offset, int count) {
    int at = room(tag, Utf8Encoder.length(text, offset, count));
    Utf8Encoder.encode(text, offset, count, bytes, at);
  }

  private int room(int tag, int count) {
    tag(tag);
    ensure(count + MAX_VARINT);
    int at = putVarint(bytes, size, count);
    size = at + count;
    return at;
  }

  private void tag(int tag) {
    ensure(2 * MAX_VARINT);
    size = putVarint(bytes, size, tag);
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      long grown = Math.max((long) size + more, Math.min(bytes.length * 2L, 1 << 30));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(grown));
    }
  }

  private static int putVarint(byte[] target, int at, long value) {
    if ((value & ~0x7FL) == 0) {
      target[at] = (byte) value;
      return at + 1;
    }
    return putLongVarint(target, at, value);
  }

  private static int putLongVarint(byte[] target, int at, long value) {
    int p = at;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[p++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    target[p++] = (byte) rest;
    return p;
  }

  /** Forgets what was written, and keeps the memory for what comes next. */
  public void reset() {
    size = 0;
    lengths = 0;
    lengthBytes = 0;
    depth = 0;
  }

  /** The number of bytes of all that was written. Every message must have ended. */
  public int length() {
    return size + lengthBytes;
  }

  /** All that was written. Every message must have ended. */
  public byte[] toByteArray() {
    byte[] whole = new byte[length()];
    copyTo(whole);
    return whole;
  }

  /**
   * Puts all that was written into {@code whole[0, length())}. Every message must have ended.
   *
   * @param whole has room for {@link #length()} bytes
   */
  public void copyTo(byte[] whole) {
    copyTo(whole, 0);
  }

  /**
   * Puts all that was written into {@code target[at, at + length())}. Every message must have
   * ended.
   */
  public void copyTo(byte[] target, int at) {
    int from = 0;
    int to = at;
    for (int i = 0; i < lengths; i++) {
      int count = lengthAt[i] - from;
      System.arraycopy(bytes, from, target, to, count);
      from += count;
      to = putVarint(target, to + count, length[i]);
    }
    System.arraycopy(bytes, from, target, to, size - from);
  }
}
