// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.ByteHash;
import java.util.Arrays;

/** The strings of a v0.5 payload, each once; string 0 is the empty one. */
final class StringTable {

  private final MsgpackWriter encoded = new MsgpackWriter(1 << 14);
  private int count;
  private int[] start = new int[256];
  private int[] length = new int[256];
  private int[] hash = new int[256];
  private int[] slots = new int[1024];

  void reset() {
    encoded.reset();
    Arrays.fill(slots, 0);
    count = 0;
    index(new byte[0], 0, 0);
  }

  int count() {
    return count;
  }

  /** The strings, one after the other, in MessagePack. */
  MsgpackWriter encoded() {
    return encoded;
  }

  int encodedSize() {
    return encoded.size();
  }

  /** The index of a string, which is added if it is new. */
  int index(byte[] bytes, int offset, int size) {
    int h = ByteHash.of(bytes, offset, size);
    int slot = h & (slots.length - 1);
    while (slots[slot] != 0) {
      int i = slots[slot] - 1;
      if (hash[i] == h && isAt(i, bytes, offset, size)) {
        return i;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return add(bytes, offset, size, h, slot);
  }

  private boolean isAt(int i, byte[] bytes, int offset, int size) {
    return Arrays.equals(
        encoded.bytes(), start[i], start[i] + length[i], bytes, offset, offset + size);
  }

  private int add(byte[] bytes, int offset, int size, int h, int slot) {
    int i = count;
    if (i == start.length) {
      start = Arrays.copyOf(start, i * 2);
      length = Arrays.copyOf(length, i * 2);
      hash = Arrays.copyOf(hash, i * 2);
    }
    encoded.text(bytes, offset, size);
    start[i] = encoded.size() - size;
    length[i] = size;
    hash[i] = h;
    count = i + 1;
    slots[slot] = count;
    if (count * 2 > slots.length) {
      rehash();
    }
    return i;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int i = 0; i < count; i++) {
      int slot = hash[i] & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }
}
