// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.otlp.Utf8;
import java.util.Arrays;

/**
 * The strings of one span, in UTF-8. A string is a <em>region</em>: a length, and a place either in
 * the body of the request, where most strings stay as they came, or in an array beside it, for
 * those that had to be unescaped or repaired. Belongs to one thread.
 *
 * <p>A region is a {@code long}: the place in the upper half, its complement if it is beside the
 * body, and the length in the lower half.
 */
final class Text {

  /** A string without characters. */
  static final long EMPTY = 0;

  /** No string: what no region is. */
  static final long NONE = -1;

  private static final int SMALL_BYTES = 64 << 10;
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private final Room room;
  private byte[] body = {};
  private byte[] beside = new byte[1 << 10];
  private int used;
  private int begun;
  private boolean repaired;

  Text(Room room) {
    this.room = room;
  }

  /** Begins with a request. */
  void open(byte[] newBody) {
    body = newBody;
    if (beside.length > SMALL_BYTES) {
      beside = new byte[1 << 10];
    }
    clear();
  }

  /** Forgets all strings: those of the next span follow. */
  void clear() {
    used = 0;
    repaired = false;
  }

  /** Whether invalid UTF-8 was replaced in a string. */
  boolean isRepaired() {
    return repaired;
  }

  static int length(long region) {
    return (int) region;
  }

  byte[] array(long region) {
    return region < 0 ? beside : body;
  }

  static int offset(long region) {
    int place = (int) (region >> 32);
    return place < 0 ? ~place : place;
  }

  /** A region of {@code array}, which is the body or the array beside it. */
  long region(byte[] array, int offset, int count) {
    return (long) (array == body ? offset : ~offset) << 32 | count;
  }

  /** A region of the body. */
  static long bodyRegion(int start, int end) {
    return (long) start << 32 | (end - start);
  }

  boolean equals(long region, byte[] other) {
    int offset = offset(region);
    return length(region) == other.length
        && Arrays.equals(array(region), offset, offset + other.length, other, 0, other.length);
  }

  /** For messages and other cold paths. */
  String toString(long region) {
    return new String(array(region), offset(region), length(region), UTF_8);
  }

  /**
   * The string {@code source[start, end)}: where it is if it is valid, otherwise a copy with U+FFFD
   * in place of every byte that belongs to no character.
   */
  long valid(byte[] source, int start, int end) {
    if (Utf8.isValid(source, start, end)) {
      return region(source, start, end - start);
    }
    begin();
    repaired = true;
    int p = start;
    while (p < end) {
      int count = source[p] >= 0 ? 1 : Utf8.sequenceLength(source, p, end);
      if (count == 0) {
        append(REPLACEMENT, 0, REPLACEMENT.length);
        p++;
      } else {
        append(source, p, count);
        p += count;
      }
    }
    return end();
  }

  /** Begins a string beside the body; {@link #end()} is due. */
  void begin() {
    begun = used;
  }

  void append(int ascii) {
    ensure(1);
    beside[used++] = (byte) ascii;
  }

  void append(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, beside, used, count);
    used += count;
  }

  /** Appends a character; a surrogate becomes U+FFFD. */
  void appendCodePoint(int c) {
    ensure(4);
    if (c < 0x80) {
      beside[used++] = (byte) c;
    } else if (c < 0x800) {
      beside[used++] = (byte) (0xC0 | c >> 6);
      beside[used++] = (byte) (0x80 | (c & 0x3F));
    } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      repaired = true;
      append(REPLACEMENT, 0, REPLACEMENT.length);
    } else if (c < 0x10000) {
      beside[used++] = (byte) (0xE0 | c >> 12);
      beside[used++] = (byte) (0x80 | (c >> 6 & 0x3F));
      beside[used++] = (byte) (0x80 | (c & 0x3F));
    } else {
      beside[used++] = (byte) (0xF0 | c >> 18);
      beside[used++] = (byte) (0x80 | (c >> 12 & 0x3F));
      beside[used++] = (byte) (0x80 | (c >> 6 & 0x3F));
      beside[used++] = (byte) (0x80 | (c & 0x3F));
    }
  }

  /** Ends the string that was begun. */
  long end() {
    return (long) ~begun << 32 | (used - begun);
  }

  /** Ends the string that was begun, and makes it valid UTF-8. */
  long endValid() {
    return Utf8.isValid(beside, begun, used) ? end() : valid(beside, begun, used);
  }

  /** Puts a word beside the body. */
  long ascii(byte[] word) {
    begin();
    append(word, 0, word.length);
    return end();
  }

  private void ensure(int more) {
    if (more > beside.length - used) {
      long grown = Math.min(Integer.MAX_VALUE - 8L, Math.max(used + (long) more, used * 2L));
      room.text(grown + beside.length);
      if (used + (long) more > grown) {
        throw room.neverRoom(used + (long) more);
      }
      beside = Arrays.copyOf(beside, (int) grown);
    }
  }
}
