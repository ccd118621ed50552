// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import java.util.Locale;

/** How a payload is compressed. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD,
  /** RFC 1950: a zlib stream, which HTTP calls deflate. */
  DEFLATE;

  /** The word for it in HTTP and gRPC headers: {@code gzip}. */
  public String encoding() {
    return this == NONE ? "identity" : name().toLowerCase(Locale.ROOT);
  }

  /** The level that costs least for what it saves. */
  public int defaultLevel() {
    return 1;
  }

  /** The highest level. */
  public int maxLevel() {
    return switch (this) {
      case NONE -> 1;
      case GZIP, DEFLATE -> 9;
      case ZSTD -> 22;
    };
  }
}
