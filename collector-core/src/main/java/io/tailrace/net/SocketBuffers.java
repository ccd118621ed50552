// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.tailrace.config.ConfigNode;

/** What is read from a socket, and waits to be written to it, at once. */
final class SocketBuffers {

  /** The room that {@link #reading} leaves in front of large reads; most of an HTTP/2 frame. */
  static final int HEADROOM_BYTES = 16 << 10;

  /**
   * The most that one read takes: what it brings is then still in the processor's own cache when it
   * is looked at.
   */
  private static final int READ_BYTES = 128 << 10;

  private static final int FIRST_READ_BYTES = 2048;
  private static final int SMALLEST_READ_BYTES = 64;

  private static final int LARGEST_BYTES = 64 << 20;
  private static final int SMALLEST_BYTES = 1024;

  private SocketBuffers() {}

  /** Reads the size of a buffer; 0 means the default, as in the collector. */
  static int parse(ConfigNode node, String key, int defaultBytes) {
    long bytes = node.integer(key, 0, 0, LARGEST_BYTES);
    return bytes == 0 ? defaultBytes : (int) Math.max(SMALLEST_BYTES, bytes);
  }

  /**
   * Reads of at most 128 KiB, so many of them one after the other that they make {@code bytes};
   * only then is anything written. In front of large reads there is room for what is left of the
   * read before, see {@link FrameCumulator}.
   */
  static RecvByteBufAllocator reading(int bytes) {
    int largest = Math.clamp(bytes, SMALLEST_READ_BYTES, READ_BYTES);
    var allocator =
        new AdaptiveRecvByteBufAllocator(
            SMALLEST_READ_BYTES, Math.min(FIRST_READ_BYTES, largest), largest);
    allocator.maxMessagesPerRead(Math.max(1, bytes / largest));
    return () -> new WithHeadroom(allocator.newHandle());
  }

  @SuppressWarnings("deprecation") // netty's own type for what extends it
  private static final class WithHeadroom extends RecvByteBufAllocator.DelegatingHandle {

    WithHeadroom(RecvByteBufAllocator.Handle delegate) {
      super(delegate);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int bytes = guess();
      if (bytes < HEADROOM_BYTES) {
        return allocator.ioBuffer(bytes);
      }
      return allocator.ioBuffer(HEADROOM_BYTES + bytes).setIndex(HEADROOM_BYTES, HEADROOM_BYTES);
    }
  }

  /** A channel that is writable until {@code bytes} wait, and again when half of them are gone. */
  static WriteBufferWaterMark writing(int bytes) {
    return new WriteBufferWaterMark(bytes / 2, bytes);
  }
}
