// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes MessagePack (msgpack specification, 2017-08-09), each value in its shortest form, into
 * memory that is used again. Not thread-safe.
 */
public final class MsgpackWriter {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private static final int FALSE = 0xC2;
  private static final int TRUE = 0xC3;
  private static final int BIN8 = 0xC4;
  private static final int FLOAT64 = 0xCB;
  private static final int UINT8 = 0xCC;
  private static final int INT64 = 0xD3;
  private static final int STR8 = 0xD9;
  private static final int ARRAY16 = 0xDC;
  private static final int ARRAY32 = 0xDD;
  private static final int MAP16 = 0xDE;
  private static final int MAP32 = 0xDF;

  private byte[] bytes;
  private int size;

  /** Makes an empty writer. */
  public MsgpackWriter(int capacity) {
    bytes = new byte[Math.max(64, capacity)];
  }

  /** Forgets what was written. */
  public void reset() {
    size = 0;
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** The array that holds what was written, from 0 to {@link #size()}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Goes back to an earlier size. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /** Writes what another writer holds. */
  public void raw(MsgpackWriter other) {
    ensure(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  /** Begins a map of {@code count} pairs. */
  public void map(int count) {
    ensure(5);
    if (count < 16) {
      bytes[size++] = (byte) (0x80 | count);
    } else {
      header(MAP16, MAP32, count);
    }
  }

  /** Begins an array of {@code count} elements. */
  public void array(int count) {
    ensure(5);
    if (count < 16) {
      bytes[size++] = (byte) (0x90 | count);
    } else {
      header(ARRAY16, ARRAY32, count);
    }
  }

  private void header(int shorter, int longer, int count) {
    if (count < 1 << 16) {
      bytes[size] = (byte) shorter;
      SHORT.set(bytes, size + 1, (short) count);
      size += 3;
    } else {
      bytes[size] = (byte) longer;
      INT.set(bytes, size + 1, count);
      size += 5;
    }
  }

  /** Begins an array whose length {@link #close} tells; returns what that needs. */
  public int openArray() {
    ensure(5);
    int at = size;
    bytes[at] = (byte) ARRAY32;
    INT.set(bytes, at + 1, 0);
    size += 5;
    return at;
  }

  /** Tells the length of an array that was opened. */
  public void close(int array, int count) {
    INT.set(bytes, array + 1, count);
  }

  /** Writes text that is UTF-8 already. */
  public void text(byte[] from, int offset, int length) {
    ensure(length + 5);
    if (length < 32) {
      bytes[size++] = (byte) (0xA0 | length);
    } else {
      sized(STR8, length);
    }
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** Writes text. */
  public void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    text(utf8, 0, utf8.length);
  }

  /** Writes bytes. */
  public void binary(byte[] value) {
    ensure(value.length + 5);
    sized(BIN8, value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** The forms of 8, 16 and 32 bits follow each other. */
  private void sized(int first, int length) {
    if (length < 1 << 8) {
      bytes[size] = (byte) first;
      bytes[size + 1] = (byte) length;
      size += 2;
    } else if (length < 1 << 16) {
      bytes[size] = (byte) (first + 1);
      SHORT.set(bytes, size + 1, (short) length);
      size += 3;
    } else {
      bytes[size] = (byte) (first + 2);
      INT.set(bytes, size + 1, length);
      size += 5;
    }
  }

  /** Writes a number without sign. */
  public void unsigned(long value) {
    ensure(9);
    if (value >= 0 && value < 0x80) {
      bytes[size++] = (byte) value;
    } else if (value >= 0 && value < 1 << 8) {
      bytes[size] = (byte) UINT8;
      bytes[size + 1] = (byte) value;
      size += 2;
    } else if (value >= 0 && value < 1 << 16) {
      bytes[size] = (byte) (UINT8 + 1);
      SHORT.set(bytes, size + 1, (short) value);
      size += 3;
    } else if (value >= 0 && value < 1L << 32) {
      bytes[size] = (byte) (UINT8 + 2);
      INT.set(bytes, size + 1, (int) value);
      size += 5;
    } else {
      bytes[size] = (byte) (UINT8 + 3);
      LONG.set(bytes, size + 1, value);
      size += 9;
    }
  }

  /** Writes a number with sign. */
  public void signed(long value) {
    if (value >= 0) {
      unsigned(value);
    } else {
      ensure(9);
      if (value >= -32) {
        bytes[size++] = (byte) value;
      } else {
        bytes[size] = (byte) INT64;
        LONG.set(bytes, size + 1, value);
        size += 9;
      }
    }
  }

  /** Writes a double. */
  public void number(double value) {
    ensure(9);
    bytes[size] = (byte) FLOAT64;
    LONG.set(bytes, size + 1, Double.doubleToRawLongBits(value));
    size += 9;
  }

  /** Writes a boolean. */
  public void bool(boolean value) {
    ensure(1);
    bytes[size++] = (byte) (value ? TRUE : FALSE);
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, (int) Math.max((long) size + more, bytes.length * 2L));
    }
  }
}
