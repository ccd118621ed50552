// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log in the order of their numbers, and the accounts of what is in them.
 * Thread-safe, by one lock that is held for a few field accesses.
 */
final class SegmentTable {

  private final Deque<Segment> segments = new ArrayDeque<>();
  private long fileBytes;

  synchronized void add(Segment segment) {
    segments.addLast(segment);
    fileBytes += segment.end;
  }

  synchronized long fileBytes() {
    return fileBytes;
  }

  synchronized Backlog backlog() {
    long records = 0;
    long spans = 0;
    long bytes = 0;
    for (Segment segment : segments) {
      records += segment.unreadRecords;
      spans += segment.unreadSpans;
      bytes += segment.unreadBytes;
    }
    return new Backlog(records, spans, bytes);
  }

  /** The first segment with a number above {@code number}; null if there is none. */
  synchronized @Nullable Segment after(long number) {
    for (Segment segment : segments) {
      if (segment.number > number) {
        return segment;
      }
    }
    return null;
  }

  /** Enters a record that is to be written; it counts before anybody can read it. */
  synchronized void appended(Segment segment, int length, int spans) {
    segment.live++;
    segment.unreadRecords++;
    segment.unreadSpans += spans;
    segment.unreadBytes += length;
    fileBytes += RecordLayout.HEADER_BYTES + length;
  }

  /** Takes back {@link #appended}, because the record could not be written. */
  synchronized void notAppended(Segment segment, int length, int spans) {
    segment.live--;
    fileBytes -= RecordLayout.HEADER_BYTES + length;
    read(segment, length, spans);
  }

  synchronized void read(Segment segment, int length, int spans) {
    segment.unreadRecords--;
    segment.unreadSpans -= spans;
    segment.unreadBytes -= length;
  }

  /** Gives up what is still to be read of a segment; returns what that was. */
  synchronized Backlog giveUpUnread(Segment segment) {
    var lost = new Backlog(segment.unreadRecords, segment.unreadSpans, segment.unreadBytes);
    segment.live -= lost.records();
    segment.unreadRecords = 0;
    segment.unreadSpans = 0;
    segment.unreadBytes = 0;
    return lost;
  }

  synchronized void settled(Segment segment) {
    segment.live--;
  }

  synchronized boolean isSettledWholly(Segment segment) {
    return segment.live == 0;
  }

  /**
   * Takes a segment out if it is sealed and has nothing live.
   *
   * @return whether this call took it out
   */
  synchronized boolean removeIfDone(Segment segment) {
    if (!segment.isSealed || segment.live > 0 || !segments.remove(segment)) {
      return false;
    }
    fileBytes -= segment.end;
    return true;
  }

  synchronized void closeFiles() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
  }
}
