// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.fuzz;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes damaged messages of whole ones. Message {@code n} of a seed is always the same. Belongs to
 * one thread.
 */
final class Mutator {

  /** No message is longer. */
  static final int MAX_BYTES = 64 << 10;

  private static final int MAX_INSERTION = 16;
  private static final int MAX_REPEATS = 64;

  /** What decoders compare with, and numbers at the edges of their types. */
  private static final List<byte[]> WORDS =
      Stream.concat(
              Stream.of(
                      "{ } [ ] : , \" \\ null true false -0 1e999 1.5 0.1e-7 9223372036854775808"
                          .split(" "))
                  .map(word -> word.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
              Stream.of(
                      "00 7F 80 FF 0A00 1200 2200 7A00 0C 0F 0B 08 8001 8080808008 FFFFFFFF07"
                          .concat(" FFFFFFFF0F FFFFFFFFFFFFFFFFFF01 FFFFFFFFFFFFFFFFFFFF01")
                          .concat(" 7FFFFFFF FFFFFFFF 80000000 00010000 00000000 8221 80010001")
                          .concat(" 5C7530303030 5C7564383030 C3A9 C080 EDA080 F0909080 19FF 1900")
                          .split(" "))
                  .map(HexFormat.of()::parseHex))
          .toList();

  private final List<byte[]> corpus;
  private final long seed;
  private final byte[] bytes = new byte[MAX_BYTES];
  private final byte[] word = new byte[MAX_INSERTION];
  private SplittableRandom random = new SplittableRandom(0);
  private int length;

  /**
   * A mutator.
   *
   * @param corpus whole messages, none of them longer than {@link #MAX_BYTES}
   */
  Mutator(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.seed = seed;
  }

  /** The message of a number, as an array of its own. */
  byte[] message(long number) {
    random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
    take(corpus.get(random.nextInt(corpus.size())));
    for (int i = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4); i > 0; i--) {
      mutate();
    }
    if (random.nextInt(64) == 0) {
      noise();
    }
    return Arrays.copyOf(bytes, length);
  }

  private void take(byte[] whole) {
    length = whole.length;
    System.arraycopy(whole, 0, bytes, 0, length);
  }

  private void noise() {
    length = random.nextInt(64);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
  }

  private void mutate() {
    if (length == 0) {
      insertNoise();
      return;
    }
    int at = random.nextInt(length);
    switch (random.nextInt(11)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] += (byte) (random.nextInt(17) - 8);
      case 3 -> length = at;
      case 4 -> splice(at);
      case 5 -> insertNoise();
      case 6 -> insert(at, WORDS.get(random.nextInt(WORDS.size())));
      case 7 -> overwrite(at, WORDS.get(random.nextInt(WORDS.size())));
      case 8 -> delete(at);
      case 9 -> repeat(at);
      default -> move(at);
    }
  }

  /** What comes from {@code at} on is the end of another message. */
  private void splice(int at) {
    byte[] other = corpus.get(random.nextInt(corpus.size()));
    int from = random.nextInt(other.length + 1);
    int count = Math.min(other.length - from, MAX_BYTES - at);
    System.arraycopy(other, from, bytes, at, count);
    length = at + count;
  }

  private void insertNoise() {
    int count = 1 + random.nextInt(MAX_INSERTION);
    for (int i = 0; i < count; i++) {
      word[i] = (byte) random.nextInt();
    }
    insert(random.nextInt(length + 1), Arrays.copyOf(word, count));
  }

  private void insert(int at, byte[] what) {
    if (what.length <= MAX_BYTES - length) {
      System.arraycopy(bytes, at, bytes, at + what.length, length - at);
      System.arraycopy(what, 0, bytes, at, what.length);
      length += what.length;
    }
  }

  private void overwrite(int at, byte[] what) {
    System.arraycopy(what, 0, bytes, at, Math.min(what.length, length - at));
  }

  private void delete(int at) {
    int count = 1 + random.nextInt(Math.min(length - at, 32));
    System.arraycopy(bytes, at + count, bytes, at, length - at - count);
    length -= count;
  }

  /** A part comes several times. */
  private void repeat(int at) {
    int count = 1 + random.nextInt(length - at);
    for (int i = random.nextInt(MAX_REPEATS); i > 0 && count <= MAX_BYTES - length; i--) {
      System.arraycopy(bytes, at, bytes, at + count, length - at);
      length += count;
    }
  }

  private void move(int at) {
    int to = random.nextInt(length);
    int count = Math.min(random.nextInt(64), length - Math.max(at, to));
    System.arraycopy(bytes, at, bytes, to, count);
  }
}
