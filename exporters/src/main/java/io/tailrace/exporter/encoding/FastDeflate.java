// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Deflate (RFC 1951) that is about twice as fast as zlib's fastest level, for spans about as dense:
 * one candidate for a match, found by a hash of five bytes, and a Huffman code for every 64 KiB.
 * Keeps its tables; not thread-safe.
 */
final class FastDeflate {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The most that a stored block can hold, so that each block can be stored. */
  private static final int BLOCK_BYTES = 65_535;

  private static final int BLOCK_OVERHEAD = 6;
  private static final int SLACK_BYTES = 16;

  private static final int HASH_BITS = 14;
  private static final long HASH_FACTOR = 0x9E37_79B1_85EB_CA87L;
  private static final int MIN_MATCH = 4;
  private static final int MAX_MATCH = 258;
  private static final int MAX_DISTANCE = 32_768;

  /** After so many bytes without a match (a power of two) the search takes longer steps. */
  private static final int PATIENCE_BITS = 6;

  private static final int END_OF_BLOCK = 256;
  private static final int FIRST_LENGTH = 257;
  private static final int STORED = 0;
  private static final int DYNAMIC = 2;

  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final byte[] LENGTH_CODE = lengthCodes();

  /** The order in which the lengths of the code for lengths are written (section 3.2.7). */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final int[] table = new int[1 << HASH_BITS];
  private final int[] tokens = new int[BLOCK_BYTES];
  private final HuffmanCode literals = new HuffmanCode(286, 15);
  private final HuffmanCode distances = new HuffmanCode(30, 15);
  private final HuffmanCode lengthCode = new HuffmanCode(19, 7);

  /** The lengths of both codes, run-length coded: the symbol, and above it what follows it. */
  private final int[] runs = new int[286 + 30];

  private int tokenCount;
  private long extraBits;
  private int runCount;

  private byte[] out = {};
  private int position;
  private long buffer;
  private int bufferedBits;

  private static byte[] lengthCodes() {
    byte[] codes = new byte[MAX_MATCH + 1];
    for (int code = 0, length = 3; length <= MAX_MATCH; length++) {
      while (code + 1 < LENGTH_BASE.length && LENGTH_BASE[code + 1] <= length) {
        code++;
      }
      codes[length] = (byte) code;
    }
    return codes;
  }

  /** The room that {@link #compress} needs behind its start, in bytes. */
  static int bound(int length) {
    long blocks = length / BLOCK_BYTES + 1L;
    return Math.toIntExact(length + blocks * BLOCK_OVERHEAD + SLACK_BYTES);
  }

  /**
   * Compresses {@code in[offset, offset + length)} to {@code target[start, ..)}, which has room for
   * {@link #bound} bytes.
   *
   * @return the end of the result
   */
  int compress(byte[] in, int offset, int length, byte[] target, int start) {
    out = target;
    position = start;
    buffer = 0;
    bufferedBits = 0;
    Arrays.fill(table, Integer.MIN_VALUE);
    int end = offset + length;
    int from = offset;
    do {
      int to = Math.min(end, from + BLOCK_BYTES);
      tokenize(in, from, to);
      writeBlock(in, from, to, to == end);
      from = to;
    } while (from < end);
    align();
    out = new byte[0];
    return position;
  }

  private void tokenize(byte[] in, int from, int to) {
    Arrays.fill(literals.frequencies, 0);
    Arrays.fill(distances.frequencies, 0);
    tokenCount = 0;
    extraBits = 0;
    int at = from;
    int anchor = from;
    int last = to - Long.BYTES;
    while (at <= last) {
      long here = (long) LONG.get(in, at);
      int slot = slot(here);
      int candidate = table[slot];
      table[slot] = at;
      if (candidate < 0
          || at - candidate > MAX_DISTANCE
          || (int) INT.get(in, candidate) != (int) here) {
        at += 1 + ((at - anchor) >>> PATIENCE_BITS);
        continue;
      }
      literals(in, anchor, at);
      int matched = MIN_MATCH + same(in, candidate + MIN_MATCH, at + MIN_MATCH, to);
      match(matched, at - candidate);
      int next = at + matched;
      if (next <= last) {
        table[slot((long) LONG.get(in, at + 1))] = at + 1;
        table[slot((long) LONG.get(in, next - 2))] = next - 2;
      }
      at = next;
      anchor = next;
    }
    literals(in, anchor, to);
    literals.frequencies[END_OF_BLOCK]++;
  }

  private static int slot(long bytes) {
    return (int) ((bytes << 24) * HASH_FACTOR >>> (64 - HASH_BITS));
  }

  /** How many bytes from two places on are the same; less than a longest match has left. */
  private static int same(byte[] in, int first, int second, int to) {
    int most = Math.min(MAX_MATCH - MIN_MATCH, to - second);
    int count = 0;
    while (count + Long.BYTES <= most) {
      long difference = (long) LONG.get(in, first + count) ^ (long) LONG.get(in, second + count);
      if (difference != 0) {
        return count + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      count += Long.BYTES;
    }
    while (count < most && in[first + count] == in[second + count]) {
      count++;
    }
    return count;
  }

  private void literals(byte[] in, int from, int to) {
    int[] frequencies = literals.frequencies;
    int[] all = tokens;
    int at = tokenCount;
    for (int i = from; i < to; i++) {
      int literal = in[i] & 0xFF;
      all[at++] = literal;
      frequencies[literal]++;
    }
    tokenCount = at;
  }

  /** A token of a match: the length in bits 16 to 24, the distance less one below. */
  private void match(int length, int distance) {
    tokens[tokenCount++] = length << 16 | (distance - 1);
    int code = LENGTH_CODE[length];
    int distanceCode = distanceCode(distance - 1);
    literals.frequencies[FIRST_LENGTH + code]++;
    distances.frequencies[distanceCode]++;
    extraBits += LENGTH_EXTRA[code] + distanceExtra(distanceCode);
  }

  /** The code of a distance less one: two codes for each power of two. */
  private static int distanceCode(int less) {
    if (less < 4) {
      return less;
    }
    int bits = 31 - Integer.numberOfLeadingZeros(less);
    return 2 * bits + (less >>> (bits - 1) & 1);
  }

  private static int distanceExtra(int code) {
    return code < 4 ? 0 : (code >>> 1) - 1;
  }

  private void writeBlock(byte[] in, int from, int to, boolean isLast) {
    literals.build();
    distances.build();
    runLengths();
    lengthCode.build();
    int lengthCodes = ORDER.length;
    while (lengthCodes > 4 && lengthCode.lengths[ORDER[lengthCodes - 1]] == 0) {
      lengthCodes--;
    }
    long header = 17 + 3L * lengthCodes + lengthCode.bits() + runExtraBits();
    long bits = header + literals.bits() + distances.bits() + extraBits;
    if (bits >= 8L * (to - from + BLOCK_OVERHEAD - 1)) {
      store(in, from, to, isLast);
      return;
    }
    put((isLast ? 1 : 0) | DYNAMIC << 1, 3);
    writeCodes(lengthCodes);
    writeTokens();
  }

  /** Puts the lengths of both codes into {@link #runs} (section 3.2.7). */
  private void runLengths() {
    Arrays.fill(lengthCode.frequencies, 0);
    runCount = 0;
    runLengths(literals.lengths, literals.end(FIRST_LENGTH));
    runLengths(distances.lengths, distances.end(1));
  }

  private void runLengths(byte[] lengths, int end) {
    for (int i = 0; i < end; ) {
      int length = lengths[i];
      int next = i + 1;
      while (next < end && lengths[next] == length) {
        next++;
      }
      int count = next - i;
      i = next;
      if (length > 0) {
        run(length, 0);
        count--;
      }
      while (count >= 3) {
        int most = length > 0 ? 6 : 138;
        int taken = Math.min(count, most);
        if (length > 0) {
          run(16, taken - 3);
        } else {
          run(taken <= 10 ? 17 : 18, taken <= 10 ? taken - 3 : taken - 11);
        }
        count -= taken;
      }
      for (; count > 0; count--) {
        run(length, 0);
      }
    }
  }

  private void run(int symbol, int extra) {
    runs[runCount++] = extra << 5 | symbol;
    lengthCode.frequencies[symbol]++;
  }

  private static int extraOfRun(int symbol) {
    return switch (symbol) {
      case 16 -> 2;
      case 17 -> 3;
      case 18 -> 7;
      default -> 0;
    };
  }

  private long runExtraBits() {
    return 2L * lengthCode.frequencies[16]
        + 3L * lengthCode.frequencies[17]
        + 7L * lengthCode.frequencies[18];
  }

  private void writeCodes(int lengthCodes) {
    put(literals.end(FIRST_LENGTH) - FIRST_LENGTH, 5);
    put(distances.end(1) - 1, 5);
    put(lengthCodes - 4, 4);
    for (int i = 0; i < lengthCodes; i++) {
      put(lengthCode.lengths[ORDER[i]], 3);
    }
    for (int i = 0; i < runCount; i++) {
      int symbol = runs[i] & 0x1F;
      put(lengthCode.codes[symbol], lengthCode.lengths[symbol]);
      put(runs[i] >>> 5, extraOfRun(symbol));
    }
  }

  /** Every token of the block and its end; what {@link #put} does is done in place. */
  private void writeTokens() {
    byte[] target = out;
    int[] codes = literals.codes;
    byte[] lengths = literals.lengths;
    int[] distanceCodes = distances.codes;
    byte[] distanceLengths = distances.lengths;
    int[] all = tokens;
    int count = tokenCount;
    int at = position;
    long pending = buffer;
    int pendingBits = bufferedBits;
    for (int i = 0; i < count; i++) {
      int token = all[i];
      int length = token >>> 16;
      if (length == 0) {
        pending |= (long) codes[token] << pendingBits;
        pendingBits += lengths[token];
      } else {
        int code = LENGTH_CODE[length];
        pending |= (long) codes[FIRST_LENGTH + code] << pendingBits;
        pendingBits += lengths[FIRST_LENGTH + code];
        pending |= (long) (length - LENGTH_BASE[code]) << pendingBits;
        pendingBits += LENGTH_EXTRA[code];
        int less = token & 0xFFFF;
        int distance = distanceCode(less);
        pending |= (long) distanceCodes[distance] << pendingBits;
        pendingBits += distanceLengths[distance];
        int extra = distanceExtra(distance);
        pending |= (less & ((1L << extra) - 1)) << pendingBits;
        pendingBits += extra;
      }
      LONG.set(target, at, pending);
      int bytes = pendingBits >>> 3;
      at += bytes;
      pending >>>= bytes << 3;
      pendingBits &= 7;
    }
    position = at;
    buffer = pending;
    bufferedBits = pendingBits;
    put(literals.codes[END_OF_BLOCK], literals.lengths[END_OF_BLOCK]);
  }

  private void store(byte[] in, int from, int to, boolean isLast) {
    int length = to - from;
    put((isLast ? 1 : 0) | STORED << 1, 3);
    align();
    put(length | (~length & 0xFFFFL) << 16, 32);
    System.arraycopy(in, from, out, position, length);
    position += length;
  }

  /** Appends at most 56 bits, the lowest first; what is above them is 0. */
  private void put(long bits, int count) {
    buffer |= bits << bufferedBits;
    bufferedBits += count;
    LONG.set(out, position, buffer);
    int bytes = bufferedBits >>> 3;
    position += bytes;
    buffer >>>= bytes << 3;
    bufferedBits &= 7;
  }

  /** Fills up the last byte. */
  private void align() {
    if (bufferedBits > 0) {
      position++;
      buffer = 0;
      bufferedBits = 0;
    }
  }
}
