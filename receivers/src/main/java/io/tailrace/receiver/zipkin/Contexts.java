// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.otlp.OtlpWriter;
import io.tailrace.otlp.ProtoWriter;
import java.util.Arrays;

/** Short messages that are kept once each, and found again by their bytes. */
final class Contexts {

  private static final int SMALL = 16;
  private static final int LARGE = 1 << 12;

  private byte[] bytes = new byte[SMALL * 64];
  private int size;
  private int[] start = new int[SMALL + 1];
  private int[] owners = new int[SMALL];
  private int[] hashes = new int[SMALL];

  /** Indexes plus one, by hash; open addressing, at most half full. */
  private int[] slots = new int[2 * SMALL];

  private int last;
  private boolean isNew;

  void clear() {
    if (owners.length > LARGE || bytes.length > LARGE * 64) {
      bytes = new byte[SMALL * 64];
      allocate(SMALL);
    } else {
      Arrays.fill(slots, 0);
    }
    size = 0;
    last = 0;
  }

  private void allocate(int capacity) {
    start = Arrays.copyOf(start, capacity + 1);
    owners = Arrays.copyOf(owners, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    slots = new int[2 * capacity];
  }

  int size() {
    return size;
  }

  /** What is held in memory. */
  long bytes() {
    return bytes.length + 20L * owners.length;
  }

  /** The length of a message. */
  int length(int i) {
    return start[i + 1] - start[i];
  }

  void writeTo(int i, OtlpWriter out) {
    out.raw(bytes, start[i], length(i));
  }

  /** Whether {@link #intern} had not seen the message before. */
  boolean isNew() {
    return isNew;
  }

  /**
   * The index of a message.
   *
   * @param owner tells equal messages apart that belong to different things
   */
  int intern(int owner, ProtoWriter message) {
    int from = start[size];
    int count = message.length();
    if (count > bytes.length - from) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(from + (long) count, from * 2L)));
    }
    message.copyTo(bytes, from);
    isNew = false;
    if (size > 0 && isEqual(last, owner, from, count)) {
      return last;
    }
    int hash = BytesHash.of(bytes, from, count) + owner;
    int slot = hash & (slots.length - 1);
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if (hashes[entry - 1] == hash && isEqual(entry - 1, owner, from, count)) {
        last = entry - 1;
        return last;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (size == owners.length) {
      grow();
      slot = free(hash);
    }
    owners[size] = owner;
    hashes[size] = hash;
    slots[slot] = size + 1;
    start[size + 1] = from + count;
    last = size++;
    isNew = true;
    return last;
  }

  private boolean isEqual(int i, int owner, int from, int count) {
    return owners[i] == owner
        && length(i) == count
        && Arrays.equals(bytes, start[i], start[i + 1], bytes, from, from + count);
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
}
