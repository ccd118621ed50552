// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** gzip (RFC 1952) or zlib (RFC 1950), with one {@link Deflater} for all payloads. */
final class DeflateCodec implements Compressor.Codec {

  private static final int GZIP_HEADER_BYTES = 10;
  private static final int GZIP_TRAILER_BYTES = 8;
  private static final int MAX_KEPT_SCRATCH_BYTES = 1 << 20;

  private final Deflater deflater;
  private final boolean gzip;
  private final CRC32 crc = new CRC32();
  private byte[] scratch = new byte[16 * 1024];

  DeflateCodec(int level, boolean gzip) {
    this.gzip = gzip;
    deflater = new Deflater(level, gzip);
  }

  @Override
  public byte[] compress(byte[] bytes, int offset, int length) {
    deflater.reset();
    deflater.setInput(bytes, offset, length);
    deflater.finish();
    int size = gzip ? header() : 0;
    while (!deflater.finished()) {
      if (size == scratch.length) {
        scratch = Arrays.copyOf(scratch, scratch.length * 2);
      }
      size += deflater.deflate(scratch, size, scratch.length - size);
    }
    byte[] out = Arrays.copyOf(scratch, gzip ? size + GZIP_TRAILER_BYTES : size);
    if (gzip) {
      crc.reset();
      crc.update(bytes, offset, length);
      littleEndian((int) crc.getValue(), out, size);
      littleEndian(length, out, size + 4);
    }
    if (scratch.length > MAX_KEPT_SCRATCH_BYTES) {
      scratch = new byte[MAX_KEPT_SCRATCH_BYTES];
    }
    return out;
  }

  private int header() {
    Arrays.fill(scratch, 0, GZIP_HEADER_BYTES, (byte) 0);
    scratch[0] = 0x1F;
    scratch[1] = (byte) 0x8B;
    scratch[2] = Deflater.DEFLATED;
    scratch[9] = (byte) 0xFF;
    return GZIP_HEADER_BYTES;
  }

  private static void littleEndian(int value, byte[] out, int at) {
    for (int i = 0; i < 4; i++) {
      out[at + i] = (byte) (value >>> (8 * i));
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
