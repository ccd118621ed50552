// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

/** Takes the datagrams of a {@link UdpServer}. Called on its threads, several at once. */
public interface DatagramHandler {

  /**
   * Takes one datagram.
   *
   * @param datagram holds it at {@code [0, length)}; not used again by the server
   */
  void handle(byte[] datagram, int length);

  /** Hears of a datagram that was lost before {@link #handle}. */
  void dropped(Loss loss);

  /** Why a datagram is lost. */
  enum Loss {
    /** It is longer than the server takes. */
    TOO_LARGE,
    /** As many as may wait are waiting. */
    QUEUE_FULL,
    /** What all requests in flight may hold is in use. */
    NO_MEMORY,
    /** It was still waiting when the stop's deadline came. */
    STOPPED
  }
}
