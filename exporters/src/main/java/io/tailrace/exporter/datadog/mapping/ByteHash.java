// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * A hash of bytes, eight at a time, that nobody outside the process can foresee: tables here hold
 * what senders write.
 */
public final class ByteHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = new SplittableRandom().nextLong();
  private static final long MULTIPLIER = 0x9FB21C651E98DF25L;

  private ByteHash() {}

  /** The hash of {@code bytes[offset, offset + length)}. */
  public static int of(byte[] bytes, int offset, int length) {
    long hash = SEED ^ length;
    int end = offset + length;
    int p = offset;
    for (; end - p >= Long.BYTES; p += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, p)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    long tail = 0;
    for (; p < end; p++) {
      tail = tail << Byte.SIZE | (bytes[p] & 0xFF);
    }
    hash = (hash ^ tail) * MULTIPLIER;
    return (int) (hash ^ (hash >>> 32));
  }
}
