// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import java.util.Arrays;

/**
 * Tags of a span, a process, or the logs of a span: a table that points into the bytes of the
 * request. Used again for every span; belongs to one thread.
 */
final class Tags {

  static final int STRING = 0;
  static final int BOOL = 1;
  static final int INT = 2;
  static final int DOUBLE = 3;
  static final int BINARY = 4;

  /** A type that nobody knows; its number is the value. */
  static final int UNKNOWN = 5;

  /** The most tags of one span: what has more is not a span. */
  static final int MAX = 1 << 16;

  /** Up to so many keys are compared with each other, beyond it they are sorted. */
  private static final int FEW = 64;

  private static final byte TAKEN_OUT = -1;

  private byte[] bytes = {};
  private int count;
  private boolean tooMany;
  private int knownKeys;

  private int[] keyStart = new int[32];
  private int[] keyEnd = new int[32];
  private byte[] known = new byte[32];
  private byte[] type = new byte[32];
  private long[] value = new long[32];
  private boolean[] gone = new boolean[32];

  private final int[] last = new int[KnownKey.COUNT];

  /** Begins anew, with keys and values in {@code source}. */
  void reset(byte[] source) {
    bytes = source;
    count = 0;
    knownKeys = 0;
    tooMany = false;
  }

  byte[] bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  /** Whether there were more than {@link #MAX}; the rest is not in the table. */
  boolean tooMany() {
    return tooMany;
  }

  /** The value of a string or binary at {@code [start, end)}. */
  static long range(int start, int end) {
    return (long) start << 32 | end;
  }

  /**
   * Adds a tag.
   *
   * @param newValue a {@link #range}, a number, or the bits of a double
   */
  void add(int newKeyStart, int newKeyEnd, int newType, long newValue) {
    if (count == known.length && !grow()) {
      return;
    }
    int i = count++;
    int key = KnownKey.of(bytes, newKeyStart, newKeyEnd);
    keyStart[i] = newKeyStart;
    keyEnd[i] = newKeyEnd;
    known[i] = (byte) key;
    knownKeys |= 1 << key;
    type[i] = (byte) newType;
    value[i] = newValue;
  }

  private boolean grow() {
    if (count >= MAX) {
      tooMany = true;
      return false;
    }
    int capacity = count * 2;
    keyStart = Arrays.copyOf(keyStart, capacity);
    keyEnd = Arrays.copyOf(keyEnd, capacity);
    known = Arrays.copyOf(known, capacity);
    type = Arrays.copyOf(type, capacity);
    value = Arrays.copyOf(value, capacity);
    gone = Arrays.copyOf(gone, capacity);
    return true;
  }

  int keyStart(int i) {
    return keyStart[i];
  }

  int keyEnd(int i) {
    return keyEnd[i];
  }

  int known(int i) {
    return known[i];
  }

  int type(int i) {
    return type[i];
  }

  long value(int i) {
    return value[i];
  }

  int valueStart(int i) {
    return (int) (value[i] >>> 32);
  }

  int valueEnd(int i) {
    return (int) value[i];
  }

  /** Takes out the first tag of a key; returns its index, or -1. */
  int takeFirst(int key) {
    if ((knownKeys & 1 << key) != 0) {
      for (int i = 0; i < count; i++) {
        if (known[i] == key) {
          known[i] = TAKEN_OUT;
          return i;
        }
      }
    }
    return -1;
  }

  /**
   * Settles which of the tags {@code [from, to)} count: of several with one key the last one, as in
   * the collector's maps. Comes before {@link #find}, {@link #takeOut} and {@link #isGone}.
   */
  void settle(int from, int to) {
    Arrays.fill(last, -1);
    long seen = 0;
    boolean few = to - from <= FEW;
    for (int i = from; i < to; i++) {
      int key = known[i];
      gone[i] = key == TAKEN_OUT;
      if (key > 0) {
        if (last[key] >= 0) {
          gone[last[key]] = true;
        }
        last[key] = i;
      } else if (few && key == KnownKey.NONE) {
        long bit = 1L << hash(i);
        if ((seen & bit) != 0) {
          dropEarlier(from, i);
        }
        seen |= bit;
      }
    }
    if (!few) {
      dropDuplicatesOfMany(from, to);
    }
  }

  private int hash(int i) {
    int length = keyEnd[i] - keyStart[i];
    return length == 0
        ? 0
        : length * 31 + bytes[keyEnd[i] - 1] * 7 + bytes[keyStart[i] + (length >>> 1)] & 63;
  }

  private void dropEarlier(int from, int i) {
    for (int j = from; j < i; j++) {
      if (known[j] == KnownKey.NONE && compareKeys(i, j) == 0) {
        gone[j] = true;
      }
    }
  }

  private void dropDuplicatesOfMany(int from, int to) {
    var order = new Integer[to - from];
    Arrays.setAll(order, i -> from + i);
    Arrays.sort(order, this::compareKeys);
    for (int i = 1; i < order.length; i++) {
      if (known[order[i]] == KnownKey.NONE && compareKeys(order[i - 1], order[i]) == 0) {
        gone[order[i - 1]] = true;
      }
    }
  }

  private int compareKeys(int i, int j) {
    return keyEnd[i] - keyStart[i] != keyEnd[j] - keyStart[j]
        ? Integer.compare(keyEnd[i] - keyStart[i], keyEnd[j] - keyStart[j])
        : Arrays.compare(bytes, keyStart[i], keyEnd[i], bytes, keyStart[j], keyEnd[j]);
  }

  /** The tag of a key among those that were settled; -1 if there is none. */
  int find(int key) {
    return last[key];
  }

  /** Takes a tag out: it will not be an attribute. */
  void takeOut(int i) {
    gone[i] = true;
    last[known[i]] = -1;
  }

  /** Whether a tag does not count, or was taken out. */
  boolean isGone(int i) {
    return gone[i];
  }
}
