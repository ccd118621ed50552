// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

/** The heap as the limiter sees it. */
interface Heap {

  /** The bytes that were in use after the last collection; those in use now if there was none. */
  long liveBytes();

  /** Collects now; all threads stand still meanwhile. */
  void collect();
}
