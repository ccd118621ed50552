// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

/** Where requests to end the process come from. */
@FunctionalInterface
interface StopSignals {

  /**
   * Calls {@code onStop} at the first request, on a thread of its own. A second request ends the
   * process at once.
   */
  void listen(Runnable onStop);
}
