// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

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

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Name(int index, byte[] exact, byte[] lower) {}

  private final Name[][] byLength;

  FieldNames(String... names) {
    List<List<Name>> lists = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      while (lists.size() <= names[i].length()) {
        lists.add(new ArrayList<>());
      }
      lists
          .get(names[i].length())
          .add(new Name(i, Ascii.of(names[i]), Ascii.of(names[i].toLowerCase(Locale.ROOT))));
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
    for (Name candidate : candidates) {
      if (Arrays.equals(bytes, offset, offset + length, candidate.exact, 0, length)) {
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
}
