// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import java.time.Duration;

/** What an {@link OtlpServer} does with a request. Called on the server's event loops. */
@FunctionalInterface
public interface RequestHandler {

  /**
   * Takes a request.
   *
   * @param bytes the request at {@code [0, length)}, decompressed; used again when the call returns
   */
  Answer handle(byte[] bytes, int length);

  /** How the server answers. */
  sealed interface Answer {

    /** At once, with full success. */
    record Accept() implements Answer {}

    /** With full success, but late. */
    record AcceptAfter(Duration delay) implements Answer {}

    /** UNAVAILABLE: the client should send the request again. */
    record Unavailable(Duration retryAfter) implements Answer {}

    /** INVALID_ARGUMENT: the client must not send the request again. */
    record Malformed(String reason) implements Answer {}

    /** The one {@link Accept}. */
    Answer ACCEPT = new Accept();
  }
}
