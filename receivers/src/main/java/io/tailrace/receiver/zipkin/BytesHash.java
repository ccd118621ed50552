// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * A hash of bytes, with a seed of the process: senders cannot make keys that collide on purpose
 * without knowing it.
 */
final class BytesHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final long SEED = new SplittableRandom().nextLong();

  private BytesHash() {}

  /** The hash of {@code b[offset, offset + count)}. */
  static int of(byte[] b, int offset, int count) {
    long hash = SEED ^ count;
    int p = offset;
    int end = offset + count;
    for (; end - p >= Long.BYTES; p += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(b, p));
    }
    if (p < end) {
      hash = mix(hash ^ rest(b, p, end));
    }
    return (int) (hash ^ hash >>> 32);
  }

  private static long rest(byte[] b, int start, int end) {
    long rest = 0;
    for (int p = start; p < end; p++) {
      rest = rest << 8 | (b[p] & 0xFF);
    }
    return rest;
  }

  private static long mix(long hash) {
    long high = Math.multiplyHigh(hash, MULTIPLIER);
    return high ^ hash * MULTIPLIER ^ SEED;
  }
}
