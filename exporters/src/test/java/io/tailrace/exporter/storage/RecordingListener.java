// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a log has said. */
final class RecordingListener implements LogListener {

  long lostRecords;
  long lostSpans;
  long skippedBytes;
  long tailBytes;
  final List<String> failures = new ArrayList<>();

  @Override
  public void lost(long records, long spans, long bytes) {
    lostRecords += records;
    lostSpans += spans;
  }

  @Override
  public void skipped(String file, long bytes, boolean isTail) {
    if (isTail) {
      tailBytes += bytes;
    } else {
      skippedBytes += bytes;
    }
  }

  @Override
  public void failed(String what, IOException cause) {
    failures.add(what + ": " + cause);
  }
}
