// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import io.tailrace.net.Body;
import io.tailrace.otlp.ByteArrays;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/** gzip (RFC 1952) or zlib (RFC 1950) around {@link FastDeflate}. */
final class FastDeflateCodec implements Compressor.Codec {

  private static final int FRAMING_BYTES = 18;

  private final FastDeflate deflate = new FastDeflate();
  private final boolean gzip;
  private final CRC32 crc = new CRC32();
  private final Adler32 adler = new Adler32();

  FastDeflateCodec(boolean gzip) {
    this.gzip = gzip;
  }

  @Override
  public Body compress(byte[] bytes, int offset, int length, ByteArrays arrays) {
    byte[] scratch = arrays.take(FastDeflate.bound(length) + FRAMING_BYTES);
    int start = gzip ? DeflateCodec.gzipHeader(scratch) : zlibHeader(scratch);
    int end = deflate.compress(bytes, offset, length, scratch, start);
    if (gzip) {
      crc.reset();
      crc.update(bytes, offset, length);
      DeflateCodec.littleEndian((int) crc.getValue(), scratch, end);
      DeflateCodec.littleEndian(length, scratch, end + 4);
      return Compressor.body(scratch, end + 8, arrays);
    }
    adler.reset();
    adler.update(bytes, offset, length);
    DeflateCodec.littleEndian(Integer.reverseBytes((int) adler.getValue()), scratch, end);
    return Compressor.body(scratch, end + 4, arrays);
  }

  /** A window of 32 KiB, and "compressor used fastest algorithm". */
  private static int zlibHeader(byte[] scratch) {
    scratch[0] = 0x78;
    scratch[1] = 0x01;
    return 2;
  }

  @Override
  public void close() {
    // all of it is on the heap
  }
}
