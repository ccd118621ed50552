// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment file: this header, then records ({@link RecordLayout}) without gaps. All
 * numbers are big-endian.
 *
 * <pre>
 *  0                8        12                20       24
 * +----------------+--------+-----------------+--------+-- records ...
 * | magic TRRQLOG\n| format | segment number  | crc32c |
 * +----------------+--------+-----------------+--------+
 * </pre>
 *
 * <p>{@code crc32c} covers the bytes before it. The number is also the file's name, {@code
 * 0000000000000001.log}, and rises by one from segment to segment.
 */
final class SegmentLayout {

  static final int HEADER_BYTES = 24;

  /** The format that this version writes, and the newest that it reads. */
  static final int FORMAT = 1;

  static final String SUFFIX = ".log";

  private static final long MAGIC = 0x545252514C4F470AL;
  private static final int FORMAT_AT = 8;
  private static final int NUMBER_AT = 12;
  private static final int CRC_AT = 20;

  private SegmentLayout() {}

  /** The file's name. */
  static String fileName(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 16 - digits.length())) + digits + SUFFIX;
  }

  /** Whether a file of this name is a segment. */
  static boolean isFileName(String name) {
    return name.matches("[0-9]{16,18}\\.log");
  }

  /** The number in a file's name. */
  static long number(String fileName) {
    return Long.parseLong(fileName, 0, fileName.length() - SUFFIX.length(), 10);
  }

  /** The header of a segment, ready to be written. */
  static ByteBuffer header(long number) {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(FORMAT).putLong(number).putInt(crc(header));
    return header.flip();
  }

  /** Whether this is a header that some version has written. */
  static boolean isHeader(ByteBuffer header) {
    return header.getLong(0) == MAGIC && header.getInt(CRC_AT) == crc(header);
  }

  static int format(ByteBuffer header) {
    return header.getInt(FORMAT_AT);
  }

  static long number(ByteBuffer header) {
    return header.getLong(NUMBER_AT);
  }

  private static int crc(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.duplicate().position(0).limit(CRC_AT));
    return (int) crc.getValue();
  }
}
