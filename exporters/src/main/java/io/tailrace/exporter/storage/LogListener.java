// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.io.IOException;

/** Hears what went wrong in a {@link RequestLog}. Called on any thread, now and then with locks. */
public interface LogListener {

  /** Records that had been taken cannot be read any more: their bytes are damaged. */
  void lost(long records, long spans, long bytes);

  /** Bytes at the start of the log's use that are no record: damage, or what a crash cut off. */
  void skipped(String file, long bytes, boolean isTail);

  /** Settling, forcing or deleting failed; nothing is lost, but something may be sent again. */
  void failed(String what, IOException cause);
}
