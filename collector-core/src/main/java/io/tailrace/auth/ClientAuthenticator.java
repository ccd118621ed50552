// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.auth;

import java.util.concurrent.CompletionStage;

/** An extension that gives requests of a client their credentials. Thread-safe. */
public interface ClientAuthenticator {

  /**
   * The credentials of the next request. Never blocks.
   *
   * @return completes on any thread; exceptionally if there are none, with a message that holds no
   *     secret. The request may be tried again then.
   */
  CompletionStage<Credentials> credentials();

  /**
   * A server has refused credentials as invalid.
   *
   * @return whether others can be had, so that the request is worth another attempt
   */
  default boolean rejected(Credentials refused) {
    return false;
  }

  /**
   * A header that proves who sends.
   *
   * @param header the name, in lower case
   * @param value the value; never shown
   */
  record Credentials(String header, String value) {

    @Override
    public String toString() {
      return header + ": [REDACTED]";
    }
  }
}
