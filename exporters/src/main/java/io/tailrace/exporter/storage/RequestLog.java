// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.component.ComponentException;
import io.tailrace.otlp.ByteArrays;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead log of requests: appended at its end, read once in that order, and settled one by
 * one in any order. A file whose records are all settled is deleted.
 *
 * <p>What {@link #append} has taken lies in the page cache of the operating system and survives the
 * end of the process, however it ends. Only a loss of power needs {@code fsync}, which follows on
 * the log's own thread as soon as the one before is done: what was taken since may be lost then.
 *
 * <p>Thread-safe. {@link #append} costs a copy, a checksum and a write to the page cache. Memory is
 * two buffers of 128 KiB and a few words for each segment, however long the log is.
 */
public final class RequestLog implements AutoCloseable {

  private final Path directory;
  private final LogSettings settings;
  private final LogListener listener;
  final LogUpkeep upkeep;
  private final SegmentTable segments = new SegmentTable();

  private final Object appendLock = new Object();
  private final SegmentWriter writer = new SegmentWriter();
  private @Nullable Segment active;
  private long nextNumber = 1;
  private boolean isClosed;

  private final Object readLock = new Object();
  private final LogCursor cursor;

  private RequestLog(
      Path directory, LogSettings settings, LogListener listener, ByteArrays arrays, String name) {
    this.directory = directory;
    this.settings = settings;
    this.listener = listener;
    upkeep = new LogUpkeep(directory, settings.fsync(), listener, name);
    cursor = new LogCursor(segments, listener, arrays);
  }

  /**
   * Opens the log in a directory that exists and that nobody else uses. What an earlier process
   * left there is read first.
   *
   * @param arrays where what is read is put
   * @param name for the log's thread
   * @throws ComponentException if the files are of a newer version or cannot be used; they stay as
   *     they are
   */
  public static RequestLog open(
      Path directory, LogSettings settings, LogListener listener, ByteArrays arrays, String name) {
    var log = new RequestLog(directory, settings, listener, arrays, name);
    try {
      log.recover();
    } catch (IOException e) {
      throw new ComponentException("cannot use " + directory + ": " + e, e);
    }
    return log;
  }

  private void recover() throws IOException {
    for (Segment segment : new LogFiles(listener).scan(directory)) {
      nextNumber = segment.number + 1;
      if (segment.live == 0) {
        segment.close();
        Files.delete(segment.file);
      } else {
        segments.add(segment);
      }
    }
  }

  /** What is taken and not read. */
  public Backlog backlog() {
    return segments.backlog();
  }

  /** The bytes of all files, settled records that cannot be deleted yet included. */
  public long fileBytes() {
    return segments.fileBytes();
  }

  /** Whether a body of this length could be appended if the log were empty. */
  public boolean canHold(int length) {
    return length <= settings.maxBytes() - RecordLayout.HEADER_BYTES - SegmentLayout.HEADER_BYTES;
  }

  /**
   * Appends a request. Does not wait for a device, unless the system has no memory left for its
   * page cache.
   *
   * @return false if the log has no room for it now
   * @throws IOException if it cannot be written: the device is full, the log is closed. The log
   *     stays as it was, and the next call may succeed.
   */
  public boolean append(byte[] bytes, int offset, int length, int spans) throws IOException {
    var crc = new CRC32C();
    crc.update(bytes, offset, length);
    synchronized (appendLock) {
      if (isClosed) {
        throw new IOException("the log is closed");
      }
      var segment = segmentFor(RecordLayout.HEADER_BYTES + (long) length);
      if (segment == null) {
        return false;
      }
      segments.appended(segment, length, spans);
      boolean isWritten = false;
      try {
        writer.append(segment, bytes, offset, length, spans, (int) crc.getValue());
        isWritten = true;
      } finally {
        if (!isWritten) {
          segments.notAppended(segment, length, spans);
          giveBackIfUnused(segment);
        }
      }
      upkeep.written(segment.file);
    }
    return true;
  }

  /** The segment that takes so many bytes more; null if the bound does not allow it. */
  private @Nullable Segment segmentFor(long bytes) throws IOException {
    var current = active;
    boolean isNewNeeded = current == null || isFull(current, bytes);
    long needed = bytes + (isNewNeeded ? SegmentLayout.HEADER_BYTES : 0);
    if (needed > settings.maxBytes() - segments.fileBytes()) {
      if (current == null || !segments.isSettledWholly(current)) {
        return null;
      }
      seal(current);
      return segmentFor(bytes);
    }
    if (current != null && !isNewNeeded) {
      return current;
    }
    if (current != null) {
      seal(current);
    }
    var made = writer.begin(directory, nextNumber);
    nextNumber++;
    segments.add(made);
    upkeep.created();
    active = made;
    return made;
  }

  private boolean isFull(Segment segment, long bytes) {
    return segment.end > SegmentLayout.HEADER_BYTES
        && segment.end + bytes > settings.segmentBytes();
  }

  private void seal(Segment segment) throws IOException {
    active = null;
    segment.isSealed = true;
    writer.close();
    deleteIfDone(segment);
  }

  /** After a failure: a file in which everything is settled is room that the device may need. */
  private void giveBackIfUnused(Segment segment) throws IOException {
    if (segments.isSettledWholly(segment)) {
      seal(segment);
    }
  }

  private void deleteIfDone(Segment segment) {
    if (segments.removeIfDone(segment)) {
      upkeep.delete(segment);
    }
  }

  /**
   * The next request that nobody has read since the log was opened; null if there is none now.
   *
   * @throws IOException if it cannot be read; the next call tries again
   */
  public @Nullable LogEntry next() throws IOException {
    synchronized (readLock) {
      while (true) {
        try {
          return cursor.next(this::deleteIfDone);
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (ClosedChannelException _) {
          // another thread that used the file was interrupted; it is opened again
        }
      }
    }
  }

  /** Marks a request as done with: it will not be read again, and its bytes may go. */
  public void settle(LogEntry.Place place) {
    try {
      place.segment.markSettled(place.offset);
    } catch (IOException e) {
      listener.failed("marking a request as done in " + place.segment.file, e);
    }
    segments.settled(place.segment);
    deleteIfDone(place.segment);
  }

  /** Takes nothing more, and deletes what is settled; what is not will be read again. */
  @Override
  public void close() {
    synchronized (appendLock) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      try {
        if (active != null) {
          seal(active);
        }
        segments.closeFiles();
      } catch (IOException e) {
        listener.failed("closing a file in " + directory, e);
      }
    }
    upkeep.close();
  }
}
