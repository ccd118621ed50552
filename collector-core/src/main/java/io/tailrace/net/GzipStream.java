// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** Decompresses gzip: one member or several (source: RFC 1952). */
final class GzipStream extends InflatingStream {

  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final CRC32 crc = new CRC32();
  private long size;
  private boolean firstMember = true;

  GzipStream(InputStream compressed) {
    super(compressed);
  }

  @Override
  boolean readHeader() throws IOException {
    int first = firstMember ? need() : next();
    if (first < 0) {
      return false;
    }
    if (first != 0x1F || need() != 0x8B) {
      throw new IOException(
          firstMember
              ? "not gzip (expected: magic bytes 1f 8b)"
              : "bytes behind the end of the gzip data (expected: none, or another gzip member)");
    }
    firstMember = false;
    int method = need();
    if (method != 8) {
      throw new IOException("gzip method " + method + " (expected: 8, deflate)");
    }
    int flags = need();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(need() | need() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    skip((flags & HEADER_CRC) != 0 ? 2 : 0);
    crc.reset();
    size = 0;
    return true;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      need();
    }
  }

  private void skipText(boolean present) throws IOException {
    while (present && need() != 0) {
      // up to the zero byte that ends it
    }
  }

  @Override
  void inflated(byte[] bytes, int offset, int count) {
    crc.update(bytes, offset, count);
    size += count;
  }

  @Override
  void readTrailer() throws IOException {
    if (littleEndian() != crc.getValue()) {
      throw new IOException("gzip checksum does not match");
    }
    if (littleEndian() != (size & 0xFFFFFFFFL)) {
      throw new IOException("gzip length does not match");
    }
  }

  private long littleEndian() throws IOException {
    return need() | need() << 8 | need() << 16 | (long) need() << 24;
  }
}
