// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Adler32;

/** Decompresses zlib, which HTTP calls deflate (source: RFC 1950). */
final class ZlibStream extends InflatingStream {

  private static final int PRESET_DICTIONARY = 0x20;

  private final Adler32 adler = new Adler32();
  private boolean begun;

  ZlibStream(InputStream compressed) {
    super(compressed);
  }

  @Override
  boolean readHeader() throws IOException {
    if (begun) {
      if (next() >= 0) {
        throw new IOException("bytes behind the end of the zlib data (expected: none)");
      }
      return false;
    }
    begun = true;
    int method = need();
    int flags = need();
    if ((method & 0x0F) != 8 || ((method << 8) + flags) % 31 != 0) {
      throw new IOException("not zlib (expected: a header of RFC 1950, such as 78 9c)");
    }
    if ((flags & PRESET_DICTIONARY) != 0) {
      throw new IOException("a preset dictionary is needed (expected: none)");
    }
    return true;
  }

  @Override
  void inflated(byte[] bytes, int offset, int count) {
    adler.update(bytes, offset, count);
  }

  @Override
  void readTrailer() throws IOException {
    long sum = (long) need() << 24 | need() << 16 | need() << 8 | need();
    if (sum != adler.getValue()) {
      throw new IOException("zlib checksum does not match");
    }
  }
}
