// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a record: this header, then the body, an OTLP {@code ExportTraceServiceRequest}. All
 * numbers are big-endian.
 *
 * <pre>
 *  0        4        8        12       16       20  21     24            24 + length
 * +--------+--------+--------+--------+--------+---+------+-------------+
 * | magic  | length | spans  | body   | header |sta| zero | body        |
 * |        |        |        | crc32c | crc32c |te |      |             |
 * +--------+--------+--------+--------+--------+---+------+-------------+
 * </pre>
 *
 * <p>{@code header crc32c} covers the bytes before it, then the segment's number and the record's
 * offset, so that a header is valid only where it was written. {@code state} is the only byte that
 * changes: {@link #LIVE} until the record is settled. Any value other than {@link #SETTLED} means
 * that the record must be delivered (again).
 */
final class RecordLayout {

  static final int HEADER_BYTES = 24;

  /** The first byte of every record, for the search behind damage. */
  static final byte FIRST_BYTE = (byte) 0xD7;

  static final byte LIVE = 0x4C;
  static final byte SETTLED = 0x53;

  static final int STATE_AT = 20;

  private static final int MAGIC = 0xD7525231;
  private static final int LENGTH_AT = 4;
  private static final int SPANS_AT = 8;
  private static final int BODY_CRC_AT = 12;
  private static final int HEADER_CRC_AT = 16;

  private RecordLayout() {}

  /** Puts the header of a live record at the buffer's position. */
  static void put(ByteBuffer out, long segment, long offset, int length, int spans, int bodyCrc) {
    int at = out.position();
    out.putInt(MAGIC).putInt(length).putInt(spans).putInt(bodyCrc);
    out.putInt(headerCrc(out, at, segment, offset)).put(LIVE).put((byte) 0).putShort((short) 0);
  }

  /** Whether {@code bytes[at, at + HEADER_BYTES)} is the header of a record at this place. */
  static boolean isHeader(ByteBuffer bytes, int at, long segment, long offset) {
    return bytes.getInt(at) == MAGIC
        && length(bytes, at) > 0
        && spans(bytes, at) >= 0
        && bytes.getInt(at + HEADER_CRC_AT) == headerCrc(bytes, at, segment, offset);
  }

  /** The bytes of the body. */
  static int length(ByteBuffer bytes, int at) {
    return bytes.getInt(at + LENGTH_AT);
  }

  /** The number of spans in the body. */
  static int spans(ByteBuffer bytes, int at) {
    return bytes.getInt(at + SPANS_AT);
  }

  static int bodyCrc(ByteBuffer bytes, int at) {
    return bytes.getInt(at + BODY_CRC_AT);
  }

  static boolean isSettled(ByteBuffer bytes, int at) {
    return bytes.get(at + STATE_AT) == SETTLED;
  }

  private static int headerCrc(ByteBuffer bytes, int at, long segment, long offset) {
    byte[] covered = new byte[HEADER_CRC_AT + 16];
    bytes.get(at, covered, 0, HEADER_CRC_AT);
    ByteBuffer.wrap(covered).putLong(HEADER_CRC_AT, segment).putLong(HEADER_CRC_AT + 8, offset);
    var crc = new CRC32C();
    crc.update(covered, 0, covered.length);
    return (int) crc.getValue();
  }
}
