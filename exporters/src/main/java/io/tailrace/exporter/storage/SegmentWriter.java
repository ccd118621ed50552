// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to the last segment of a log, through one buffer outside the heap. What a failed
 * write leaves behind lies after the segment's end and is written over by the next one. Belongs to
 * one thread at a time.
 */
final class SegmentWriter {

  private static final int BUFFER_BYTES = 128 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private @Nullable FileChannel channel;

  /** Makes the file of a new segment, which must not exist; the one before is closed. */
  Segment begin(Path directory, long number) throws IOException {
    close();
    Path file = directory.resolve(SegmentLayout.fileName(number));
    var made = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      write(made, SegmentLayout.header(number), 0);
    } catch (IOException e) {
      made.close();
      Files.deleteIfExists(file);
      throw e;
    }
    channel = made;
    return new Segment(number, file, SegmentLayout.HEADER_BYTES, false);
  }

  /** Writes a record behind the last one, and only then moves the segment's end. */
  void append(Segment segment, byte[] bytes, int offset, int length, int spans, int bodyCrc)
      throws IOException {
    var out = open(segment);
    long at = segment.end;
    buffer.clear();
    RecordLayout.put(buffer, segment.number, at, length, spans, bodyCrc);
    for (int done = 0; done < length || buffer.position() > 0; ) {
      int count = Math.min(length - done, buffer.remaining());
      buffer.put(bytes, offset + done, count);
      done += count;
      at += write(out, buffer.flip(), at);
      buffer.clear();
    }
    segment.end = at;
  }

  private FileChannel open(Segment segment) throws IOException {
    var open = channel;
    if (open == null || !open.isOpen()) {
      open = FileChannel.open(segment.file, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  private static int write(FileChannel out, ByteBuffer bytes, long offset) throws IOException {
    int total = 0;
    while (bytes.hasRemaining()) {
      total += out.write(bytes, offset + total);
    }
    return total;
  }

  void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
