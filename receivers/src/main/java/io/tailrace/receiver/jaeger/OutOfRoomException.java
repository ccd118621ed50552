// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import java.time.Duration;

/** There is no memory for a translation: its sender is asked to try again. */
final class OutOfRoomException extends RuntimeException {

  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  OutOfRoomException() {
    super("no memory for further requests in flight; try again", null, false, false);
  }
}
