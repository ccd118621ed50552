// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.bearertokenauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Some tokens, at least one. Immutable. */
final class Tokens {

  private final List<byte[]> all;
  private final String first;

  /**
   * Takes tokens.
   *
   * @param tokens each {@linkplain #isValid valid}
   */
  Tokens(List<String> tokens) {
    first = tokens.getFirst();
    all = tokens.stream().map(Tokens::bytes).toList();
  }

  /**
   * Reads the lines of a file; empty ones are skipped: the collector would take them for tokens.
   *
   * @throws IllegalArgumentException if there is no token, or a line is none; the message does not
   *     hold it
   */
  static Tokens ofLines(String key, String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException(key + ": no token in it (expected: one a line)");
    }
    if (!lines.stream().allMatch(Tokens::isValid)) {
      throw new IllegalArgumentException(
          key + ": a line with spaces or other than printable ASCII (expected: a token)");
    }
    return new Tokens(lines);
  }

  static boolean isValid(String token) {
    return token.matches("[!-~]+");
  }

  /** The token that a client gives. */
  String first() {
    return first;
  }

  /** Whether a token is one of these; how long it takes tells nothing but its length. */
  boolean contain(String token) {
    byte[] given = bytes(token);
    boolean found = false;
    for (byte[] known : all) {
      found |= MessageDigest.isEqual(known, given);
    }
    return found;
  }

  private static byte[] bytes(String token) {
    return token.getBytes(StandardCharsets.ISO_8859_1);
  }
}
