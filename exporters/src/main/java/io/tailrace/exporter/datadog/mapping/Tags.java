// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tags of one span, either {@code meta} (text) or {@code metrics} (numbers): a table of
 * references in the order in which they were put, with every key once.
 */
public final class Tags {

  private int count;
  private byte[][] keyBytes = new byte[64][];
  private int[] keyOffset = new int[64];
  private int[] keyLength = new int[64];
  private int[] keyHash = new int[64];
  private byte[][] valueBytes = new byte[64][];
  private int[] valueOffset = new int[64];
  private int[] valueLength = new int[64];
  private double[] number = new double[64];

  /** Open addressing by the keys' hash: one more than an entry's index, or 0. */
  private int[] slots = new int[256];

  /** A key that is set by the program. */
  public static final class Name {
    final byte[] bytes;
    final int hash;

    /** Makes one, once for all spans. */
    public Name(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
      hash = ByteHash.of(bytes, 0, bytes.length);
    }
  }

  void clear() {
    for (int i = 0; i < count; i++) {
      int slot = keyHash[i] & (slots.length - 1);
      while (slots[slot] != 0) {
        slots[slot] = 0;
        slot = (slot + 1) & (slots.length - 1);
      }
    }
    count = 0;
  }

  /** The number of tags. */
  public int count() {
    return count;
  }

  /** The array with the key of tag {@code i}. */
  public byte[] keyBytes(int i) {
    return keyBytes[i];
  }

  /** Where the key of tag {@code i} starts. */
  public int keyOffset(int i) {
    return keyOffset[i];
  }

  /** The length of the key of tag {@code i} in bytes. */
  public int keyLength(int i) {
    return keyLength[i];
  }

  /** The array with the text of tag {@code i}. */
  public byte[] valueBytes(int i) {
    return valueBytes[i];
  }

  /** Where the text of tag {@code i} starts. */
  public int valueOffset(int i) {
    return valueOffset[i];
  }

  /** The length of the text of tag {@code i} in bytes. */
  public int valueLength(int i) {
    return valueLength[i];
  }

  /** The number of tag {@code i}. */
  public double number(int i) {
    return number[i];
  }

  int find(Name name) {
    return find(name.bytes, 0, name.bytes.length, name.hash);
  }

  int find(byte[] key, int offset, int length, int hash) {
    for (int slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      int i = slots[slot] - 1;
      if (i < 0) {
        return -1;
      }
      if (keyHash[i] == hash
          && Arrays.equals(
              keyBytes[i],
              keyOffset[i],
              keyOffset[i] + keyLength[i],
              key,
              offset,
              offset + length)) {
        return i;
      }
    }
  }

  /** Sets a text, whatever is there. */
  void set(Name name, Text value) {
    set(name.bytes, 0, name.bytes.length, name.hash, value);
  }

  void set(byte[] key, int offset, int length, int hash, Text value) {
    int i = find(key, offset, length, hash);
    if (i < 0) {
      i = add(key, offset, length, hash);
    }
    value(i, value);
  }

  /** Sets a text unless there is one that is not empty. */
  void setIfEmpty(byte[] key, int offset, int length, int hash, Text value) {
    int i = find(key, offset, length, hash);
    if (i < 0) {
      value(add(key, offset, length, hash), value);
    } else if (valueLength[i] == 0) {
      value(i, value);
    }
  }

  /** Sets a number, whatever is there. */
  void set(Name name, double value) {
    int i = find(name);
    if (i < 0) {
      i = add(name.bytes, 0, name.bytes.length, name.hash);
    }
    number[i] = value;
  }

  /** Sets a number unless there is one. */
  void setIfAbsent(byte[] key, int offset, int length, int hash, double value) {
    if (find(key, offset, length, hash) < 0) {
      number[add(key, offset, length, hash)] = value;
    }
  }

  void text(int i, Text text) {
    text.set(valueBytes[i], valueOffset[i], valueLength[i]);
  }

  /** Gives tag {@code i} another key, under which it is not found: for the last step before use. */
  void rename(int i, Text key) {
    keyBytes[i] = key.bytes;
    keyOffset[i] = key.offset;
    keyLength[i] = key.length;
  }

  /** Sets the text of tag {@code i}. */
  void value(int i, Text text) {
    valueBytes[i] = text.bytes;
    valueOffset[i] = text.offset;
    valueLength[i] = text.length;
  }

  private int add(byte[] key, int offset, int length, int hash) {
    int i = count;
    if (i == number.length) {
      grow();
    }
    keyBytes[i] = key;
    keyOffset[i] = offset;
    keyLength[i] = length;
    keyHash[i] = hash;
    count = i + 1;
    occupy(i);
    return i;
  }

  private void occupy(int i) {
    int slot = keyHash[i] & (slots.length - 1);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = i + 1;
  }

  private void grow() {
    int capacity = number.length * 2;
    keyBytes = Arrays.copyOf(keyBytes, capacity);
    keyOffset = Arrays.copyOf(keyOffset, capacity);
    keyLength = Arrays.copyOf(keyLength, capacity);
    keyHash = Arrays.copyOf(keyHash, capacity);
    valueBytes = Arrays.copyOf(valueBytes, capacity);
    valueOffset = Arrays.copyOf(valueOffset, capacity);
    valueLength = Arrays.copyOf(valueLength, capacity);
    number = Arrays.copyOf(number, capacity);
    slots = new int[capacity * 4];
    for (int i = 0; i < count; i++) {
      occupy(i);
    }
  }
}
