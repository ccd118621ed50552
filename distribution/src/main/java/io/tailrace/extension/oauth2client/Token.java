// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.oauth2client;

import io.tailrace.auth.ClientAuthenticator.Credentials;
import java.time.Duration;

/**
 * A token.
 *
 * @param credentials the token, as requests carry it
 * @param fetchedNanos when it was asked for, in the clock's nanoseconds
 * @param lifetime how long it is valid from then on; zero for ever
 */
record Token(Credentials credentials, long fetchedNanos, Duration lifetime) {

  boolean isExpired(long now) {
    return !lifetime.isZero() && now - fetchedNanos >= lifetime.toNanos();
  }

  /**
   * How long after it came the next one is fetched, in nanoseconds: {@code buffer} before it
   * expires, but not in the first half of its life.
   */
  long refreshAfter(Duration buffer) {
    if (lifetime.isZero()) {
      return Long.MAX_VALUE / 2;
    }
    return Math.max(lifetime.toNanos() / 2, lifetime.minus(buffer).toNanos());
  }
}
