// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.auth;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An extension that decides whose requests a server takes. Thread-safe; asked on event loops, once
 * per request, before the body is read.
 */
public interface ServerAuthenticator {

  /**
   * Decides on a request. Never blocks: what takes long is answered with {@link AuthResult#PENDING}
   * and goes on elsewhere.
   *
   * @param headers the first value of the header of a name in lower case, null if there is none;
   *     used during the call only
   * @param later takes the result, once and on any thread, if the call returned {@code PENDING}
   */
  AuthResult authenticate(Function<String, @Nullable String> headers, Consumer<AuthResult> later);

  /** What credentials are expected: {@code WWW-Authenticate} of RFC 9110 section 11.6.1. */
  String challenge();

  /** The header that carries the credentials, in lower case; for messages. */
  String header();
}
