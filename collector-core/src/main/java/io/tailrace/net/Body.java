// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import java.util.Arrays;

/**
 * What a client sends: a part of an array that goes back to where it came from when the body is
 * released. Belongs to who made it; a client only reads it, and not any more when the call's future
 * has completed, unless it has said by {@link #leave} that it may.
 */
public final class Body {

  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final Runnable giveBack;
  private volatile boolean isLeft;

  private Body(byte[] bytes, int offset, int length, Runnable giveBack) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.giveBack = giveBack;
  }

  /** A whole array that is used for nothing else. */
  public static Body of(byte[] bytes) {
    return new Body(bytes, 0, bytes.length, () -> {});
  }

  /** The bytes of a batch, of which the body becomes an owner. */
  public static Body of(SpanBatch batch) {
    var owned = batch.retain();
    return new Body(owned.bytes(), owned.offset(), owned.length(), owned::release);
  }

  /** The beginning of an array of a pool. */
  public static Body pooled(byte[] bytes, int length, ByteArrays pool) {
    return new Body(bytes, 0, length, () -> pool.give(bytes));
  }

  /** The array that holds it. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where it starts in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** Its length in bytes. */
  public int length() {
    return length;
  }

  /** The bytes that it keeps in memory. */
  public int retainedBytes() {
    return bytes.length;
  }

  /** A copy of exactly its length. */
  public byte[] toArray() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /**
   * Leaves the array to the garbage collector, whatever its owner does: somebody may be reading it
   * for longer than can be known.
   */
  void leave() {
    isLeft = true;
  }

  /** Gives the array back; called once, by the owner, who must not send the body any more. */
  public void release() {
    if (!isLeft) {
      giveBack.run();
    }
  }
}
