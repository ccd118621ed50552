// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

/**
 * Writes framing into an array: tags and minimal varint lengths. Sizes are computed first, so that
 * every message is written once, front to back.
 */
public final class OtlpWriter {

  private final byte[] bytes;
  private int position;

  /** Makes a writer over an array of exactly the size of what will be written. */
  public OtlpWriter(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes of a field with a one-byte tag, a length and {@code length} bytes of body. */
  public static long framedSize(long length) {
    return 1 + varintSize(length) + length;
  }

  /** The bytes of {@code value} as a varint. */
  public static int varintSize(long value) {
    return 1 + (63 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Writes a one-byte tag and a length. */
  public void frame(int tag, long length) {
    bytes[position++] = (byte) tag;
    long rest = length;
    while (rest > 0x7F) {
      bytes[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[position++] = (byte) rest;
  }

  /** Writes bytes as they are. */
  public void raw(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, bytes, position, length);
    position += length;
  }

  /** Leaves a gap that the caller fills; returns where it starts. */
  public int skip(int length) {
    int start = position;
    position += length;
    return start;
  }

  /** Where the next byte goes. */
  public int position() {
    return position;
  }
}
