// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import io.tailrace.exporter.datadog.mapping.ByteHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one stretch of time, in a table that is asked with the bytes of a key. Guarded by
 * the lock of {@link StatsConcentrator}.
 */
final class StatsBucket {

  final long startNanos;
  private final int maxGroups;
  private final byte[] overflowKey;
  private @Nullable StatsGroup[] slots = new StatsGroup[64];
  private int[] hashes = new int[64];
  private @Nullable StatsGroup overflow;
  private int groups;

  /**
   * An empty bucket.
   *
   * @param overflowKey the group of what finds no place any more
   */
  StatsBucket(long startNanos, int maxGroups, byte[] overflowKey) {
    this.startNanos = startNanos;
    this.maxGroups = maxGroups;
    this.overflowKey = overflowKey;
  }

  int groups() {
    return groups;
  }

  /** Whether {@code group} takes what found no place of its own. */
  boolean isOverflow(StatsGroup group) {
    return group == overflow;
  }

  StatsGroup[] all() {
    var all = new StatsGroup[groups + (overflow == null ? 0 : 1)];
    int at = 0;
    for (StatsGroup group : slots) {
      if (group != null) {
        all[at++] = group;
      }
    }
    if (overflow != null) {
      all[at] = overflow;
    }
    return all;
  }

  /** The group with a key; the one for all others if there are too many. */
  StatsGroup group(byte[] bytes, int from, int to) {
    int hash = ByteHash.of(bytes, from, to - from);
    int slot = hash & (slots.length - 1);
    for (var group = slots[slot]; group != null; group = slots[slot]) {
      if (hashes[slot] == hash && Arrays.equals(group.key, 0, group.key.length, bytes, from, to)) {
        return group;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (groups >= maxGroups) {
      return overflow();
    }
    var added = new StatsGroup(Arrays.copyOfRange(bytes, from, to));
    slots[slot] = added;
    hashes[slot] = hash;
    if (++groups * 2 > slots.length) {
      rehash();
    }
    return added;
  }

  private StatsGroup overflow() {
    var present = overflow;
    if (present == null) {
      present = new StatsGroup(overflowKey);
      overflow = present;
    }
    return present;
  }

  private void rehash() {
    var oldSlots = slots;
    int[] oldHashes = hashes;
    slots = new StatsGroup[oldSlots.length * 2];
    hashes = new int[slots.length];
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != null) {
        int slot = oldHashes[i] & (slots.length - 1);
        while (slots[slot] != null) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = oldSlots[i];
        hashes[slot] = oldHashes[i];
      }
    }
  }
}
