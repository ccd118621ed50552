// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

/** Answers the calls of one unary gRPC method whose messages are raw bytes. */
public interface UnaryHandler {

  /**
   * Answers one call. Runs on an event loop, several at once, and never blocks.
   *
   * @param message holds the request at {@code [0, length)}; lent for the duration of the call
   */
  Answer handle(byte[] message, int length);

  /** Hears of a call that was answered without {@link #handle}: too large, cut off, too late. */
  default void refused(RpcStatus status) {}

  /** What a call is answered with. */
  sealed interface Answer {

    /**
     * OK with a response message.
     *
     * @param message its bytes; not changed any more
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Ok(byte[] message) implements Answer {
      /** OK with the empty message. */
      public static final Ok EMPTY = new Ok(new byte[0]);
    }

    /** Failure; a retry hint travels in the trailer {@code grpc-status-details-bin}. */
    record Failed(RpcStatus status) implements Answer {}
  }
}
