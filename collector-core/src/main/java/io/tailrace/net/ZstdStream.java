// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses zstd. The native library is loaded when the first such request comes. */
final class ZstdStream {

  /** The largest window that every decoder should take (RFC 8878 section 3.1.1.1.2): 8 MiB. */
  private static final int WINDOW_LOG = 23;

  private ZstdStream() {}

  static InputStream open(InputStream compressed) throws IOException {
    return new ZstdInputStreamNoFinalizer(compressed).setLongMax(WINDOW_LOG);
  }
}
