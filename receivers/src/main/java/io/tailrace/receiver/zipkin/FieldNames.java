// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The names of fields of a JSON object, each with its index. Like the collector's, they are found
 * in any case; as Zipkin writes them, they are found quickly.
 */
final class FieldNames {

  /** What {@link #of} returns for a name that is none of these. */
  static final int UNKNOWN = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * A name.
   *
   * @param head its first eight bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Name(int index, long head, byte[] exact, byte[] lower) {

    static Name of(int index, String name) {
      byte[] exact = Ascii.of(name);
      return new Name(
          index, headOf(exact, 0, exact.length), exact, Ascii.of(name.toLowerCase(Locale.ROOT)));
    }
  }

  private final Name[][] byLength;

  FieldNames(String... names) {
    List<List<Name>> lists = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      while (lists.size() <= names[i].length()) {
        lists.add(new ArrayList<>());
      }
      lists.get(names[i].length()).add(Name.of(i, names[i]));
    }
    byLength = lists.stream().map(list -> list.toArray(Name[]::new)).toArray(Name[][]::new);
  }

  /** The index of a name. */
  int of(Text text, long region) {
    int length = Text.length(region);
    if (length >= byLength.length) {
      return UNKNOWN;
    }
    byte[] bytes = text.array(region);
    int offset = Text.offset(region);
    Name[] candidates = byLength[length];
    long head = headOf(bytes, offset, length);
    for (Name candidate : candidates) {
      if (candidate.head == head && isRest(candidate.exact, bytes, offset, length)) {
        return candidate.index;
      }
    }
    for (Name candidate : candidates) {
      if (Ascii.equalsIgnoreCase(bytes, offset, candidate.lower)) {
        return candidate.index;
      }
    }
    return UNKNOWN;
  }

  private static boolean isRest(byte[] name, byte[] bytes, int offset, int length) {
    return length <= Long.BYTES
        || Arrays.equals(name, Long.BYTES, length, bytes, offset + Long.BYTES, offset + length);
  }

  /** The first eight bytes of a name as a number, zeros behind a shorter one. */
  private static long headOf(byte[] bytes, int offset, int length) {
    if (length >= Long.BYTES) {
      return (long) LONG.get(bytes, offset);
    }
    if (bytes.length - offset >= Long.BYTES) {
      return (long) LONG.get(bytes, offset) & ((1L << 8 * length) - 1);
    }
    long head = 0;
    for (int i = length - 1; i >= 0; i--) {
      head = head << 8 | (bytes[offset + i] & 0xFF);
    }
    return head;
  }
}
