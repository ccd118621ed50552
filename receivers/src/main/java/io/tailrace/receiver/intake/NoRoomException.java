// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.intake;

import io.tailrace.net.RpcCode;
import io.tailrace.net.RpcStatus;
import java.time.Duration;

/** There is no memory for the translation of a request. Carries no stack trace. */
public final class NoRoomException extends RuntimeException {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final boolean isForGood;

  private NoRoomException(String message, boolean isForGood) {
    super(message, null, false, false);
    this.isForGood = isForGood;
  }

  static NoRoomException forNow() {
    return new NoRoomException("no memory for further requests in flight; try again", false);
  }

  static NoRoomException ever(int requestBytes, long neededBytes, long limitBytes) {
    String limit =
        limitBytes == Long.MAX_VALUE
            ? "less than 2 GiB for its translation"
            : "at most " + limitBytes + " bytes together";
    return new NoRoomException(
        "request of "
            + requestBytes
            + " bytes, of which the translation needs "
            + neededBytes
            + " or more (expected: "
            + limit
            + ")",
        true);
  }

  /** How the request is counted among those that were not taken. */
  public String reason() {
    return isForGood ? "too_large" : "no_memory";
  }

  /** The answer: with a hint when to try again, unless that is of no use. */
  public RpcStatus status() {
    return new RpcStatus(
        RpcCode.RESOURCE_EXHAUSTED, String.valueOf(getMessage()), isForGood ? null : RETRY_AFTER);
  }
}
