// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The users of an htpasswd text. An unknown one costs as much as a known one, so that the time of
 * an answer does not tell who exists. Immutable.
 */
final class Users {

  static final Users NONE = new Users(Map.of());

  private final Map<String, PasswordHash> hashes;
  private final @Nullable PasswordHash decoy;

  private Users(Map<String, PasswordHash> hashes) {
    this.hashes = Map.copyOf(hashes);
    PasswordHash slowest = null;
    for (PasswordHash hash : hashes.values()) {
      if (slowest == null || (hash.isSlow() && !slowest.isSlow())) {
        slowest = hash;
      }
    }
    decoy = slowest;
  }

  /**
   * Reads lines of {@code user:hash}; the last line of a user counts. Empty lines and those that
   * begin with # are skipped, and, as by the collector, those that are malformed.
   *
   * @param problems takes what is wrong with a line, by its number, without what it says
   */
  static Users parse(String text, Consumer<String> problems) {
    Map<String, PasswordHash> hashes = new HashMap<>();
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      if (colon < 0) {
        problems.accept("htpasswd: line " + number + " skipped: no colon (expected: user:hash)");
        continue;
      }
      try {
        hashes.put(line.substring(0, colon), PasswordHash.parse(line.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        problems.accept("htpasswd: line " + number + " skipped: " + e.getMessage());
      }
    }
    return new Users(hashes);
  }

  boolean isEmpty() {
    return hashes.isEmpty();
  }

  /** Whether {@link #matches} takes long for this user. */
  boolean isSlow(String user) {
    PasswordHash hash = hashes.getOrDefault(user, decoy);
    return hash != null && hash.isSlow();
  }

  /** Whether a user has this password. */
  boolean matches(String user, byte[] password) {
    PasswordHash hash = hashes.getOrDefault(user, decoy);
    return hash != null && hash.matches(password) && hashes.containsKey(user);
  }
}
