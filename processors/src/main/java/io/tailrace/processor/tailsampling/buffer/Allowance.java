// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

/** The bound of one shard, shared by its pages, its index and its contexts. Never exceeded. */
final class Allowance {

  private final long limitBytes;
  private long usedBytes;

  Allowance(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  boolean take(long bytes) {
    if (bytes > limitBytes - usedBytes) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  void giveBack(long bytes) {
    usedBytes -= bytes;
  }

  long limitBytes() {
    return limitBytes;
  }

  long usedBytes() {
    return usedBytes;
  }

  long freeBytes() {
    return limitBytes - usedBytes;
  }
}
