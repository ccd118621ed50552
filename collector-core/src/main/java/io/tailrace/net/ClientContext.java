// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What a client needs from the process.
 *
 * @param eventLoops where gRPC clients run
 * @param clock the time, for files that change
 * @param logger where it reports what an operator should know
 * @param userAgent what the client calls itself
 * @param authenticators finds a client authenticator by the ID of its extension
 * @param environment where proxies are named, as in {@code HTTPS_PROXY}
 */
public record ClientContext(
    EventLoops eventLoops,
    Clock clock,
    Logger logger,
    String userAgent,
    Function<String, ClientAuthenticator> authenticators,
    Map<String, String> environment) {

  public ClientContext {
    environment = Map.copyOf(environment);
  }

  /** The context of a component's client. */
  public static ClientContext of(ComponentContext component, String userAgent) {
    return new ClientContext(
        component.eventLoops(),
        component.clock(),
        component.logger(),
        userAgent,
        name -> component.extensions().get(name, ClientAuthenticator.class),
        System.getenv());
  }

  @Nullable ClientAuthenticator authenticator(Optional<String> name) {
    return name.map(authenticators).orElse(null);
  }
}
