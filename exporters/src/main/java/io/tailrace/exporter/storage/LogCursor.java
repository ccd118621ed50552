// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.otlp.ByteArrays;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Where a log is read. Belongs to one thread at a time. */
final class LogCursor {

  private final SegmentTable segments;
  private final LogListener listener;
  private final ByteArrays arrays;
  private @Nullable Segment segment;
  private @Nullable SegmentReader reader;
  private long offset;
  private long lastNumber;

  LogCursor(SegmentTable segments, LogListener listener, ByteArrays arrays) {
    this.arrays = arrays;
    this.segments = segments;
    this.listener = listener;
  }

  /** Called with a segment that has been read to its end. */
  interface Finished {
    void accept(Segment segment);
  }

  /**
   * The next live record; null if there is none now.
   *
   * @throws IOException if the file cannot be read; the next call tries again at the same place
   */
  @Nullable LogEntry next(Finished finished) throws IOException {
    for (var from = current(); from != null; from = current()) {
      boolean isSealed = from.isSealed;
      long end = from.end;
      if (offset < end && !(isSealed && segments.isSettledWholly(from))) {
        var entry = read(from, end);
        if (entry != null) {
          return entry;
        }
      } else if (isSealed) {
        leave(from);
        finished.accept(from);
      } else {
        return null;
      }
    }
    return null;
  }

  private @Nullable Segment current() {
    if (segment == null) {
      segment = segments.after(lastNumber);
      if (segment != null) {
        reader = new SegmentReader(segment, arrays);
        lastNumber = segment.number;
        offset = SegmentLayout.HEADER_BYTES;
      }
    }
    return segment;
  }

  /** The record at the cursor; null if there is none that must be delivered. */
  private @Nullable LogEntry read(Segment from, long end) throws IOException {
    var records = reader;
    if (records == null) {
      throw new IllegalStateException("no reader");
    }
    boolean isRecord;
    try {
      isRecord = records.isRecord(offset, end);
    } catch (NoSuchFileException e) {
      return whenGone(from, end, e);
    }
    if (!isRecord) {
      long next = records.search(offset + 1, end);
      offset = next < 0 ? end : next;
      return null;
    }
    long at = offset;
    int length = records.length();
    int spans = records.spans();
    boolean isSettled = records.isSettled();
    byte[] body = isSettled ? null : records.body(at, end);
    offset = at + RecordLayout.HEADER_BYTES + length;
    if (isSettled) {
      return null;
    }
    segments.read(from, length, spans);
    if (body == null) {
      segments.settled(from);
      listener.lost(1, spans, length);
      return null;
    }
    return new LogEntry(body, length, spans, new LogEntry.Place(from, at));
  }

  /** A file may be deleted while the cursor has only settled records of it before it. */
  private @Nullable LogEntry whenGone(Segment from, long end, NoSuchFileException cause)
      throws NoSuchFileException {
    if (!segments.isSettledWholly(from)) {
      throw cause;
    }
    offset = end;
    return null;
  }

  /** What was counted in a segment and did not turn up is lost: its headers are damaged. */
  private void leave(Segment from) {
    segment = null;
    reader = null;
    var lost = segments.giveUpUnread(from);
    if (lost.records() > 0) {
      listener.lost(lost.records(), lost.spans(), lost.bytes());
    }
  }
}
