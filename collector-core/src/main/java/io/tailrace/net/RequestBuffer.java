// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.buffer.ByteBuf;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one request while it is taken in: a reusable array that grows up to a limit, every
 * byte of it reserved from the {@link MemoryTag#RECEIVER_IN_FLIGHT} allowance first. Used on one
 * event loop; {@link #release()} must be called there, once or more often.
 */
final class RequestBuffer {

  /** What became of an attempt to take bytes in. */
  enum Intake {
    /** They are in. */
    TAKEN,
    /** They would exceed the request's limit. */
    TOO_LARGE,
    /** They would exceed what all requests together may hold. */
    NO_MEMORY
  }

  private static final byte[] NONE = {};
  private static final int FIRST_STEP = 64 << 10;

  private final MemoryBudget memory;
  private final int limit;
  private final ScratchArrays arrays = ScratchArrays.ofThread();
  private byte[] bytes = NONE;
  private int length;
  private int reserved;

  /**
   * Makes an empty buffer.
   *
   * @param limit the most bytes that it may hold
   */
  RequestBuffer(MemoryBudget memory, int limit) {
    this.memory = memory;
    this.limit = limit;
  }

  /** The array; the body is {@code [0, length())}. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Appends the readable bytes of {@code content}. */
  Intake append(ByteBuf content) {
    int count = content.readableBytes();
    Intake room = makeRoom(count);
    if (room == Intake.TAKEN) {
      content.readBytes(bytes, length, count);
      length += count;
    }
    return room;
  }

  /**
   * Appends all of {@code in}.
   *
   * @param expected how many bytes are probably left in it; 0 if unknown
   * @throws IOException if the stream is cut off or is not what it claims to be
   */
  Intake fill(InputStream in, int expected) throws IOException {
    Intake room = makeRoom(Math.min(expected, limit - length));
    while (room == Intake.TAKEN) {
      if (length < reserved) {
        int count = in.read(bytes, length, reserved - length);
        if (count < 0) {
          return Intake.TAKEN;
        }
        length += count;
      } else {
        int next = in.read();
        if (next < 0) {
          return Intake.TAKEN;
        }
        room = makeRoom(1);
        if (room == Intake.TAKEN) {
          bytes[length++] = (byte) next;
        }
      }
    }
    return room;
  }

  private Intake makeRoom(int count) {
    if (count > limit - length) {
      return Intake.TOO_LARGE;
    }
    int needed = length + count;
    if (needed <= reserved) {
      return Intake.TAKEN;
    }
    int grown = (int) Math.min(limit, Math.max(needed, reserved == 0 ? FIRST_STEP : reserved * 2L));
    if (!memory.tryReserve(MemoryTag.RECEIVER_IN_FLIGHT, grown - reserved)) {
      grown = needed;
      if (!memory.tryReserve(MemoryTag.RECEIVER_IN_FLIGHT, grown - reserved)) {
        return Intake.NO_MEMORY;
      }
    }
    reserved = grown;
    if (grown > bytes.length) {
      byte[] larger = arrays.take(grown);
      System.arraycopy(bytes, 0, larger, 0, length);
      giveBack();
      bytes = larger;
    }
    return Intake.TAKEN;
  }

  /**
   * Gives back what was reserved for more bytes: the body is complete, and its translation may need
   * them.
   */
  void trim() {
    memory.release(MemoryTag.RECEIVER_IN_FLIGHT, reserved - length);
    reserved = length;
  }

  /** Gives array and reservation back; the body is gone. */
  void release() {
    giveBack();
    bytes = NONE;
    length = 0;
    memory.release(MemoryTag.RECEIVER_IN_FLIGHT, reserved);
    reserved = 0;
  }

  private void giveBack() {
    if (bytes != NONE) {
      arrays.give(bytes);
    }
  }
}
