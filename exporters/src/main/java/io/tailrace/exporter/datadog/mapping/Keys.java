// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * The attribute keys that the mapping knows, numbered, in a table that is asked with the bytes of a
 * key. Immutable.
 */
final class Keys {

  private final byte[][] names;
  private final int[] slots;

  /**
   * Makes a table: first the keys of {@link Key} in its order, then {@code more} in theirs, each
   * once.
   */
  Keys(Collection<String> more) {
    var all = new LinkedHashSet<String>();
    for (Key key : Key.values()) {
      all.add(key.text);
    }
    all.addAll(more);
    names = all.stream().map(k -> k.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    slots = new int[Integer.highestOneBit(names.length) * 8];
    for (int id = 0; id < names.length; id++) {
      int slot = ByteHash.of(names[id], 0, names[id].length) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = id + 1;
    }
  }

  int count() {
    return names.length;
  }

  /** The number of a key that is known. */
  int require(String key) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    int id = find(name, 0, name.length, ByteHash.of(name, 0, name.length));
    if (id < 0) {
      throw new IllegalArgumentException("key: " + key + " (expected: a known one)");
    }
    return id;
  }

  /** The number of a key; -1 if it is not known. */
  int find(byte[] bytes, int offset, int length, int hash) {
    for (int slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      int id = slots[slot] - 1;
      if (id < 0) {
        return -1;
      }
      byte[] name = names[id];
      if (name.length == length && Arrays.equals(name, 0, length, bytes, offset, offset + length)) {
        return id;
      }
    }
  }
}
