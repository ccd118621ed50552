// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Puts together what two reads have of one frame: the part from the first read is copied into the
 * room in front of the second. Netty's own way copies both reads into a new buffer, and so nearly
 * every byte of a busy connection once more.
 */
final class FrameCumulator implements ByteToMessageDecoder.Cumulator {

  static final FrameCumulator INSTANCE = new FrameCumulator();

  private FrameCumulator() {}

  @Override
  public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf before, ByteBuf read) {
    int left = before.readableBytes();
    int start = read.readerIndex() - left;
    if (start < 0 || read.refCnt() > 1 || !read.isContiguous()) {
      return ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, read);
    }
    read.setBytes(start, before, before.readerIndex(), left).readerIndex(start);
    before.release();
    return read;
  }
}
