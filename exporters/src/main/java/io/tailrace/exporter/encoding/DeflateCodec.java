// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import io.tailrace.net.Body;
import io.tailrace.otlp.ByteArrays;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * gzip (RFC 1952) or zlib (RFC 1950) by zlib itself, with one {@link Deflater} for all payloads.
 */
final class DeflateCodec implements Compressor.Codec {

  private static final int GZIP_HEADER_BYTES = 10;
  private static final int GZIP_TRAILER_BYTES = 8;

  /** How much smaller spans become, about: so large is the first array that is tried. */
  private static final int EXPECTED_RATIO = 4;

  private final Deflater deflater;
  private final boolean gzip;
  private final CRC32 crc = new CRC32();

  DeflateCodec(int level, boolean gzip) {
    this.gzip = gzip;
    deflater = new Deflater(level, gzip);
  }

  @Override
  public Body compress(byte[] bytes, int offset, int length, ByteArrays arrays) {
    byte[] scratch = arrays.take(GZIP_HEADER_BYTES + GZIP_TRAILER_BYTES + length / EXPECTED_RATIO);
    deflater.reset();
    deflater.setInput(bytes, offset, length);
    deflater.finish();
    int size = gzip ? gzipHeader(scratch) : 0;
    while (!deflater.finished()) {
      if (size == scratch.length - GZIP_TRAILER_BYTES) {
        scratch = larger(scratch, size, arrays);
      }
      size += deflater.deflate(scratch, size, scratch.length - GZIP_TRAILER_BYTES - size);
    }
    if (gzip) {
      crc.reset();
      crc.update(bytes, offset, length);
      littleEndian((int) crc.getValue(), scratch, size);
      littleEndian(length, scratch, size + 4);
      size += GZIP_TRAILER_BYTES;
    }
    return Compressor.body(scratch, size, arrays);
  }

  private static byte[] larger(byte[] full, int size, ByteArrays arrays) {
    byte[] larger = arrays.take(Math.multiplyExact(full.length, 2));
    System.arraycopy(full, 0, larger, 0, size);
    arrays.give(full);
    return larger;
  }

  static int gzipHeader(byte[] scratch) {
    Arrays.fill(scratch, 0, GZIP_HEADER_BYTES, (byte) 0);
    scratch[0] = 0x1F;
    scratch[1] = (byte) 0x8B;
    scratch[2] = Deflater.DEFLATED;
    scratch[9] = (byte) 0xFF;
    return GZIP_HEADER_BYTES;
  }

  static void littleEndian(int value, byte[] out, int at) {
    for (int i = 0; i < 4; i++) {
      out[at + i] = (byte) (value >>> (8 * i));
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
