// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.component.ComponentException;
import io.tailrace.otlp.ByteArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds out what an earlier process has left in the directory of a log. */
final class LogFiles {

  private static final String DAMAGED = ".damaged";

  private final LogListener listener;

  LogFiles(LogListener listener) {
    this.listener = listener;
  }

  /**
   * The segments in a directory, sealed, in the order of their numbers, with the accounts of their
   * live records. Only headers of records are read.
   *
   * @throws ComponentException if a file was written by a newer version; nothing is changed then
   */
  List<Segment> scan(Path directory) throws IOException {
    var segments = new ArrayList<Segment>();
    for (Path file : files(directory)) {
      var header = ByteBuffer.allocate(SegmentLayout.HEADER_BYTES);
      long size;
      try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
        size = channel.size();
        while (header.hasRemaining() && channel.read(header) >= 0) {}
      }
      if (size <= SegmentLayout.HEADER_BYTES && !SegmentLayout.isHeader(header)) {
        Files.delete(file);
      } else if (isReadable(file, header)) {
        var segment = new Segment(SegmentLayout.number(name(file)), file, size, true);
        count(segment, size);
        segments.add(segment);
      } else {
        Files.move(file, file.resolveSibling(name(file) + DAMAGED));
        listener.skipped(name(file), size, false);
      }
    }
    return segments;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> SegmentLayout.isFileName(name(file))).sorted().toList();
    }
  }

  private static boolean isReadable(Path file, ByteBuffer header) {
    if (!SegmentLayout.isHeader(header)) {
      return false;
    }
    if (SegmentLayout.format(header) > SegmentLayout.FORMAT) {
      throw new ComponentException(
          file
              + ": format "
              + SegmentLayout.format(header)
              + " (expected: <= "
              + SegmentLayout.FORMAT
              + "; a newer version of Tailrace wrote it)");
    }
    return SegmentLayout.number(header) == SegmentLayout.number(name(file));
  }

  private void count(Segment segment, long size) throws IOException {
    var reader = new SegmentReader(segment, ByteArrays.UNPOOLED);
    long at = SegmentLayout.HEADER_BYTES;
    while (at < size) {
      if (!reader.isRecord(at, size)) {
        long next = reader.search(at + 1, size);
        listener.skipped(name(segment.file), (next < 0 ? size : next) - at, next < 0);
        if (next < 0) {
          break;
        }
        at = next;
        continue;
      }
      if (!reader.isSettled()) {
        segment.live++;
        segment.unreadRecords++;
        segment.unreadSpans += reader.spans();
        segment.unreadBytes += reader.length();
      }
      at += RecordLayout.HEADER_BYTES + reader.length();
    }
    segment.end = at;
  }
}
