// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class FrameCumulatorTest {

  private final ByteBuf before = Unpooled.copiedBuffer("xxHello, ", US_ASCII).skipBytes(2);

  private ByteBuf cumulated(ByteBuf read) {
    return FrameCumulator.INSTANCE.cumulate(before.alloc(), before, read);
  }

  private static ByteBuf read(int headroom, String text) {
    return Unpooled.buffer(headroom + text.length())
        .setIndex(headroom, headroom)
        .writeBytes(text.getBytes(US_ASCII));
  }

  @Test
  void cumulate_roomInFront_isUsed() {
    ByteBuf read = read(7, "world");

    ByteBuf whole = cumulated(read);

    assertThat(whole).isSameAs(read);
    assertThat(whole.toString(US_ASCII)).isEqualTo("Hello, world");
    assertThat(before.refCnt()).isZero();
    whole.release();
  }

  @Test
  void cumulate_tooLittleRoomInFront_isMerged() {
    ByteBuf read = read(6, "world");

    ByteBuf whole = cumulated(read);

    assertThat(whole.toString(US_ASCII)).isEqualTo("Hello, world");
    whole.release();
    assertThat(read.refCnt()).isZero();
    assertThat(before.refCnt()).isZero();
  }

  /** What somebody else still reads must not be written to. */
  @Test
  void cumulate_readThatIsSharedAlready_isMerged() {
    ByteBuf read = read(7, "world");
    ByteBuf shared = read.retainedDuplicate().setIndex(0, 7);

    ByteBuf whole = cumulated(read);

    assertThat(whole.toString(US_ASCII)).isEqualTo("Hello, world");
    assertThat(shared.toString(US_ASCII)).isEqualTo("\0".repeat(7));
    whole.release();
    shared.release();
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void cumulate_nothingLeftBefore_isTheRead() {
    before.skipBytes(before.readableBytes());
    ByteBuf read = read(0, "world");

    assertThat(cumulated(read)).isSameAs(read);
    assertThat(before.refCnt()).isZero();
    read.release();
  }
}
