// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.util.Arrays;

/**
 * Keys, each once, with a value: tags of a span, or attributes of an event. Of a key that comes
 * again the last value counts. A lookup takes the same time whatever the keys are. Belongs to one
 * thread.
 */
final class TagTable {

  static final byte STRING = 0;
  static final byte INT = 1;
  static final byte DOUBLE = 2;
  static final byte BOOL = 3;

  /** More keys than these are not taken, but counted. */
  static final int MAX_TAGS = 1 << 16;

  private static final int SMALL = 32;
  private static final int LARGE = 1 << 12;

  private final Text text;
  private int size;
  private int dropped;
  private long[] keys = new long[SMALL];
  private long[] values = new long[SMALL];
  private byte[] types = new byte[SMALL];
  private short[] kinds = new short[SMALL];
  private int[] hashes = new int[SMALL];

  /** Indexes plus one, by hash; open addressing, at most half full. */
  private int[] slots = new int[2 * SMALL];

  /** The kinds below 64 that are there, as bits. */
  private long present;

  TagTable(Text text) {
    this.text = text;
  }

  void clear() {
    if (keys.length > LARGE) {
      allocate(SMALL);
    } else if (size > 0) {
      Arrays.fill(slots, 0);
    }
    size = 0;
    dropped = 0;
    present = 0;
  }

  private void allocate(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    values = Arrays.copyOf(values, capacity);
    types = Arrays.copyOf(types, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    slots = new int[2 * capacity];
  }

  int size() {
    return size;
  }

  /** How many keys found no place. */
  int dropped() {
    return dropped;
  }

  /** Sets a key, a region, to a string, which is a region too. */
  void string(long key, long value) {
    put(key, STRING, value);
  }

  /** Sets a key to a value of {@link #INT}, {@link #DOUBLE} (by its bits) or {@link #BOOL}. */
  void put(long key, byte type, long value) {
    int i = index(key);
    if (i >= 0) {
      set(i, type, value);
    }
  }

  /** Sets the value of the entry {@code i}. */
  void set(int i, byte type, long value) {
    types[i] = type;
    values[i] = value;
  }

  private int index(long key) {
    byte[] bytes = text.array(key);
    int offset = Text.offset(key);
    int count = Text.length(key);
    int hash = BytesHash.of(bytes, offset, count);
    int slot = hash & (slots.length - 1);
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if (hashes[entry - 1] == hash && isKey(keys[entry - 1], bytes, offset, count)) {
        return entry - 1;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (size == MAX_TAGS) {
      dropped++;
      return -1;
    }
    if (size == keys.length) {
      grow();
      slot = free(hash);
    }
    int kind = KnownTag.of(bytes, offset, count, hash);
    if (kind < Long.SIZE) {
      present |= 1L << kind;
    }
    keys[size] = key;
    kinds[size] = (short) kind;
    hashes[size] = hash;
    slots[slot] = ++size;
    return size - 1;
  }

  private boolean isKey(long key, byte[] bytes, int offset, int count) {
    int at = Text.offset(key);
    return Text.length(key) == count
        && Arrays.equals(text.array(key), at, at + count, bytes, offset, offset + count);
  }

  private void grow() {
    allocate(2 * size);
    for (int i = 0; i < size; i++) {
      slots[free(hashes[i])] = i + 1;
    }
  }

  private int free(int hash) {
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  long key(int i) {
    return keys[i];
  }

  /** The {@link KnownTag} of a key. */
  int kind(int i) {
    return kinds[i];
  }

  byte type(int i) {
    return types[i];
  }

  /** A string as its region, everything else as its bits. */
  long value(int i) {
    return values[i];
  }

  /** Whether there is a key of this kind, which is below 64. */
  boolean has(int kind) {
    return (present & 1L << kind) != 0;
  }

  /** The index of the key of this kind; -1 if there is none. */
  int find(int kind) {
    for (int i = 0; i < size; i++) {
      if (kinds[i] == kind) {
        return i;
      }
    }
    return -1;
  }

  /** The string of the key of this kind; {@link Text#NONE} if there is none. */
  long stringOf(int kind) {
    int i = has(kind) ? find(kind) : -1;
    return i >= 0 && types[i] == STRING ? values[i] : Text.NONE;
  }
}
