// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

/**
 * A record that was read and is not settled.
 *
 * @param bytes begins with an OTLP {@code ExportTraceServiceRequest}; an array of the log's {@link
 *     io.tailrace.otlp.ByteArrays}, which belongs to who reads the entry
 * @param length the length of the request in bytes
 * @param spans the number of spans in it
 * @param place where it stands, for {@link RequestLog#settle}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record LogEntry(byte[] bytes, int length, int spans, Place place) {

  /** Where a record stands in its log. */
  public static final class Place {

    final Segment segment;
    final long offset;

    Place(Segment segment, long offset) {
      this.segment = segment;
      this.offset = offset;
    }
  }
}
