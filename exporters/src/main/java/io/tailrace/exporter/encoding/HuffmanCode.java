// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import java.util.Arrays;

/**
 * A Huffman code for one alphabet of a block (RFC 1951 section 3.2.2), made of the frequencies of
 * its symbols. Not thread-safe; used again for every block.
 */
final class HuffmanCode {

  private static final int SYMBOL_BITS = 9;

  /** How often each symbol comes; cleared by who counts. */
  final int[] frequencies;

  /** The length of each symbol's code in bits; 0 if it has none. */
  final byte[] lengths;

  /** Each symbol's code, its first bit lowest. */
  final int[] codes;

  private final int maxLength;
  private final int[] sorted;
  private final int[] depths;
  private final int[] countOfLength = new int[33];
  private final int[] nextCode = new int[17];

  /**
   * A code without lengths.
   *
   * @param symbols at most 512
   * @param maxLength of a code, in bits; at most 15
   */
  HuffmanCode(int symbols, int maxLength) {
    this.maxLength = maxLength;
    frequencies = new int[symbols];
    lengths = new byte[symbols];
    codes = new int[symbols];
    sorted = new int[symbols];
    depths = new int[symbols];
  }

  /** Makes lengths and codes of the frequencies, each of which is below 2^22. */
  void build() {
    Arrays.fill(lengths, (byte) 0);
    int used = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      if (frequencies[symbol] > 0) {
        sorted[used++] = frequencies[symbol] << SYMBOL_BITS | symbol;
      }
    }
    Arrays.sort(sorted, 0, used);
    Arrays.fill(countOfLength, 0);
    if (used == 1) {
      countOfLength[1] = 1;
    } else if (used > 1) {
      for (int i = 0; i < used; i++) {
        depths[i] = sorted[i] >>> SYMBOL_BITS;
      }
      depths(depths, used);
      for (int i = 0; i < used; i++) {
        countOfLength[Math.min(depths[i], maxLength)]++;
      }
      fitLengths();
    }
    assign();
  }

  /**
   * Replaces weights, ascending, by the depths of their leaves in a Huffman tree (Moffat and
   * Katajainen, "In-Place Calculation of Minimum-Redundancy Codes", 1995).
   */
  private static void depths(int[] a, int n) {
    a[0] += a[1];
    int root = 0;
    int leaf = 2;
    for (int next = 1; next < n - 1; next++) {
      if (leaf >= n || a[root] < a[leaf]) {
        a[next] = a[root];
        a[root++] = next;
      } else {
        a[next] = a[leaf++];
      }
      if (leaf >= n || (root < next && a[root] < a[leaf])) {
        a[next] += a[root];
        a[root++] = next;
      } else {
        a[next] += a[leaf++];
      }
    }
    a[n - 2] = 0;
    for (int next = n - 3; next >= 0; next--) {
      a[next] = a[a[next]] + 1;
    }
    int available = 1;
    int inner = 0;
    int depth = 0;
    root = n - 2;
    for (int next = n - 1; available > 0; ) {
      while (root >= 0 && a[root] == depth) {
        inner++;
        root--;
      }
      while (available > inner) {
        a[next--] = depth;
        available--;
      }
      available = 2 * inner;
      depth++;
      inner = 0;
    }
  }

  /** Lengthens short codes until those that were cut to the longest length have room. */
  private void fitLengths() {
    int total = 0;
    for (int length = 1; length <= maxLength; length++) {
      total += countOfLength[length] << (maxLength - length);
    }
    while (total > 1 << maxLength) {
      countOfLength[maxLength]--;
      int length = maxLength - 1;
      while (countOfLength[length] == 0) {
        length--;
      }
      countOfLength[length]--;
      countOfLength[length + 1] += 2;
      total--;
    }
  }

  /** The rarest symbols get the longest codes; among those of a length the order is by symbol. */
  private void assign() {
    int at = 0;
    for (int length = maxLength; length > 0; length--) {
      for (int i = 0; i < countOfLength[length]; i++) {
        lengths[sorted[at++] & ((1 << SYMBOL_BITS) - 1)] = (byte) length;
      }
    }
    int code = 0;
    for (int length = 1; length <= maxLength; length++) {
      code = (code + countOfLength[length - 1]) << 1;
      nextCode[length] = code;
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = Integer.reverse(nextCode[length]++) >>> (32 - length);
      }
    }
  }

  /** What all symbols that were counted take together, in bits. */
  long bits() {
    long bits = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      bits += (long) frequencies[symbol] * lengths[symbol];
    }
    return bits;
  }

  /** One more than the highest symbol with a code, and {@code least} at least. */
  int end(int least) {
    int end = lengths.length;
    while (end > least && lengths[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
