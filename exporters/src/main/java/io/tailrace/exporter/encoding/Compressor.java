// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import io.tailrace.net.Body;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Compresses whole payloads. Thread-safe: each call takes a {@link Codec} that nobody uses, or
 * makes one, so that there are as many as calls at once.
 */
public final class Compressor implements AutoCloseable {

  private final Compression compression;
  private final int level;
  private final ByteArrays arrays;
  private final ConcurrentLinkedDeque<Codec> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  /**
   * Makes one.
   *
   * @param level within {@code [1, compression.maxLevel()]}
   * @param arrays where the results lie, and what is needed on the way there
   */
  public Compressor(Compression compression, int level, ByteArrays arrays) {
    this.compression = compression;
    this.level = level;
    this.arrays = arrays;
  }

  /** What it compresses with. */
  public Compression compression() {
    return compression;
  }

  /**
   * A batch, compressed; its own bytes, of which the body is an owner, if nothing is to be done.
   */
  public Body compress(SpanBatch batch) {
    return compression == Compression.NONE
        ? Body.of(batch)
        : compress(batch.bytes(), batch.offset(), batch.length());
  }

  /** {@code bytes[offset, offset + length)}, compressed; a copy if nothing is to be done. */
  public Body compress(byte[] bytes, int offset, int length) {
    if (compression == Compression.NONE) {
      byte[] copy = arrays.take(length);
      System.arraycopy(bytes, offset, copy, 0, length);
      return Body.pooled(copy, length, arrays);
    }
    var codec = idle.pollFirst();
    if (codec == null) {
      codec = newCodec();
    }
    try {
      return codec.compress(bytes, offset, length, arrays);
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
      case GZIP -> level == 1 ? new FastDeflateCodec(true) : new DeflateCodec(level, true);
      case DEFLATE -> level == 1 ? new FastDeflateCodec(false) : new DeflateCodec(level, false);
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

  /** A compressor with native memory of its own. Not thread-safe. */
  interface Codec extends AutoCloseable {

    Body compress(byte[] bytes, int offset, int length, ByteArrays arrays);

    @Override
    void close();
  }

  /**
   * The first {@code size} bytes of {@code scratch}, which goes back to where it came from unless
   * it is hardly larger.
   */
  static Body body(byte[] scratch, int size, ByteArrays arrays) {
    if (size > scratch.length / 4 * 3) {
      return Body.pooled(scratch, size, arrays);
    }
    byte[] exact = arrays.take(size);
    System.arraycopy(scratch, 0, exact, 0, size);
    arrays.give(scratch);
    return Body.pooled(exact, size, arrays);
  }
}
