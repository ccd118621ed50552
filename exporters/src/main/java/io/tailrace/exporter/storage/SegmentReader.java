// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.otlp.ByteArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one segment, then of the next, through a window of {@link #WINDOW_BYTES}.
 * Never looks behind the end that it is given: what lies there may just be written. Belongs to one
 * thread at a time.
 */
final class SegmentReader {

  private static final int WINDOW_BYTES = 128 * 1024;

  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES).limit(0);
  private final Segment segment;
  private final ByteArrays arrays;
  private long windowOffset;
  private int at;

  private int length;
  private int spans;
  private int bodyCrc;
  private boolean isSettled;

  SegmentReader(Segment segment, ByteArrays arrays) {
    this.segment = segment;
    this.arrays = arrays;
  }

  /** Whether a whole record begins at {@code offset} and ends within {@code end}. */
  boolean isRecord(long offset, long end) throws IOException {
    if (!load(offset, RecordLayout.HEADER_BYTES, end)
        || !RecordLayout.isHeader(window, at, segment.number, offset)) {
      return false;
    }
    length = RecordLayout.length(window, at);
    spans = RecordLayout.spans(window, at);
    bodyCrc = RecordLayout.bodyCrc(window, at);
    isSettled = RecordLayout.isSettled(window, at);
    return length <= end - offset - RecordLayout.HEADER_BYTES;
  }

  /** The bytes of the body of the record that {@link #isRecord} has found. */
  int length() {
    return length;
  }

  /** The spans of that record. */
  int spans() {
    return spans;
  }

  /** Whether that record is settled. */
  boolean isSettled() {
    return isSettled;
  }

  /**
   * The body of that record, which begins at {@code offset}, in an array that the caller owns and
   * that may be longer; null if its checksum is wrong.
   */
  byte @Nullable [] body(long offset, long end) throws IOException {
    byte[] body = arrays.take(length);
    boolean isSound = false;
    try {
      isSound = read(body, offset, end);
    } finally {
      if (!isSound) {
        arrays.give(body);
      }
    }
    return isSound ? body : null;
  }

  private boolean read(byte[] body, long offset, long end) throws IOException {
    long from = offset + RecordLayout.HEADER_BYTES;
    for (int done = 0; done < length; ) {
      if (!load(from + done, 1, end)) {
        return false;
      }
      int count = Math.min(length - done, window.limit() - at);
      window.get(at, body, done, count);
      done += count;
    }
    var crc = new CRC32C();
    crc.update(body, 0, length);
    return (int) crc.getValue() == bodyCrc;
  }

  /** Where the next whole record begins, from {@code offset} on; -1 if there is none. */
  long search(long offset, long end) throws IOException {
    for (long next = offset; load(next, 1, end); next++) {
      if (window.get(at) == RecordLayout.FIRST_BYTE && isRecord(next, end)) {
        return next;
      }
    }
    return -1;
  }

  /** Has the bytes {@code [offset, offset + count)} of the file in the window, from {@link #at}. */
  private boolean load(long offset, int count, long end) throws IOException {
    if (count > end - offset) {
      return false;
    }
    long inWindow = offset - windowOffset;
    if (inWindow < 0 || inWindow + count > window.limit()) {
      window.clear().limit((int) Math.min(WINDOW_BYTES, end - offset));
      windowOffset = offset;
      int read = 0;
      try {
        read = segment.read(window, offset);
      } finally {
        window.clear().limit(read);
      }
      inWindow = 0;
    }
    at = (int) inWindow;
    return at + count <= window.limit();
  }
}
