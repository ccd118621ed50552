// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log. The channel to read and to settle is opened when it is first needed, and again
 * if a thread that used it was interrupted, so that a long log does not need many open files.
 */
final class Segment {

  final long number;
  final Path file;

  /** Where the last whole record ends. Written by the appender only. */
  volatile long end;

  /** Whether nothing is appended any more; set after the last change of {@link #end}. */
  volatile boolean isSealed;

  /** Records that are not settled. Guarded by the log's lock for accounts. */
  long live;

  /** What is live and not read yet. Guarded by the log's lock for accounts. */
  long unreadRecords;

  long unreadSpans;
  long unreadBytes;

  private @Nullable FileChannel channel;

  Segment(long number, Path file, long end, boolean isSealed) {
    this.number = number;
    this.file = file;
    this.end = end;
    this.isSealed = isSealed;
  }

  private synchronized FileChannel channel() throws IOException {
    var open = channel;
    if (open == null || !open.isOpen()) {
      open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  /**
   * Reads from {@code offset} on until the buffer is full or the file ends.
   *
   * @return how many bytes were read
   */
  int read(ByteBuffer into, long offset) throws IOException {
    int total = 0;
    while (into.hasRemaining()) {
      int count = channel().read(into, offset + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  /** Marks the record at {@code offset}, so that it is not delivered again after a restart. */
  void markSettled(long offset) throws IOException {
    var state = ByteBuffer.wrap(new byte[] {RecordLayout.SETTLED});
    while (state.hasRemaining()) {
      try {
        channel().write(state, offset + RecordLayout.STATE_AT);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException _) {
        // another thread that used the file was interrupted; it is opened again
      }
    }
  }

  synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
