// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/** There is no memory for a request that needs more of it than most. Carries no stack trace. */
final class NoRoomException extends RuntimeException {

  NoRoomException() {
    super("no memory for further requests in flight; try again", null, false, false);
  }
}
