// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The compressions that servers take. Classes of one that nobody uses are not loaded. */
public enum ContentEncoding {
  /** RFC 1952, also several members one behind the other. */
  GZIP("gzip"),
  /** RFC 8878, with windows of up to 8 MiB. */
  ZSTD("zstd"),
  /** RFC 1950 (zlib); HTTP calls it {@code deflate} (RFC 9110 section 8.4.1.2). */
  DEFLATE("deflate");

  private final String label;

  ContentEncoding(String label) {
    this.label = label;
  }

  /** The name that is offered to senders. */
  public String label() {
    return label;
  }

  /** The encoding with this name, whatever its case; null if there is none. */
  public static @Nullable ContentEncoding of(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      case "deflate", "zlib" -> DEFLATE;
      default -> null;
    };
  }

  /**
   * A stream of the decompressed bytes. Reading it throws {@link java.io.EOFException} if the
   * compressed bytes are cut off and another {@link IOException} if they are corrupt. Must be read
   * and closed on one thread.
   */
  InputStream open(InputStream compressed) throws IOException {
    return switch (this) {
      case GZIP -> new GzipStream(compressed);
      case DEFLATE -> new ZlibStream(compressed);
      case ZSTD -> ZstdStream.open(compressed);
    };
  }
}
