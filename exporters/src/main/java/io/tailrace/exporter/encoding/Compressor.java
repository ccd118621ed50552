// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Compresses whole payloads. Thread-safe: each call takes a {@link Codec} that nobody uses, or
 * makes one, so that there are as many as calls at once.
 */
public final class Compressor implements AutoCloseable {

  private final Compression compression;
  private final int level;
  private final ConcurrentLinkedDeque<Codec> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  /** Makes one; {@code level} is within {@code [1, compression.maxLevel()]}. */
  public Compressor(Compression compression, int level) {
    this.compression = compression;
    this.level = level;
  }

  /** What it compresses with. */
  public Compression compression() {
    return compression;
  }

  /**
   * Compresses {@code bytes[offset, offset + length)}.
   *
   * @return a new array; the given one if nothing is to be done
   */
  public byte[] compress(byte[] bytes, int offset, int length) {
    if (compression == Compression.NONE) {
      return offset == 0 && length == bytes.length
          ? bytes
          : java.util.Arrays.copyOfRange(bytes, offset, offset + length);
    }
    var codec = idle.pollFirst();
    if (codec == null) {
      codec = newCodec();
    }
    try {
      return codec.compress(bytes, offset, length);
    } finally {
      idle.addFirst(codec);
      if (isClosed) {
        close();
      }
    }
  }

  private Codec newCodec() {
    return switch (compression) {
      case ZSTD -> new ZstdCodec(level);
      case GZIP -> new DeflateCodec(level, true);
      case DEFLATE -> new DeflateCodec(level, false);
      case NONE -> throw new IllegalStateException("nothing compresses nothing");
    };
  }

  @Override
  public void close() {
    isClosed = true;
    for (var codec = idle.pollFirst(); codec != null; codec = idle.pollFirst()) {
      codec.close();
    }
  }

  /** A compressor with native memory and scratch of its own. Not thread-safe. */
  interface Codec extends AutoCloseable {

    byte[] compress(byte[] bytes, int offset, int length);

    @Override
    void close();
  }
}
