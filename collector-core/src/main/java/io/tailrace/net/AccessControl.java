// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.auth.AuthResult;
import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the authenticator of one server, and counts what it says. Thread-safe. */
final class AccessControl {

  private static final MetricSpec ATTEMPTS =
      new MetricSpec(
          "tailrace_receiver_auth_attempts",
          "{requests}",
          "Number of requests whose credentials were looked at, by outcome.");
  private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

  private final ServerAuthenticator authenticator;
  private final List<String> requestParams;
  private final Map<AuthResult, Counter> attempts = new EnumMap<>(AuthResult.class);

  private AccessControl(
      ServerAuthenticator authenticator, ServerAuth auth, ServerContext context, String transport) {
    this.authenticator = authenticator;
    requestParams = auth.requestParams();
    for (AuthResult result : AuthResult.values()) {
      if (result != AuthResult.PENDING) {
        attempts.put(
            result,
            context
                .metrics()
                .counter(
                    ATTEMPTS,
                    new Label("receiver", context.component()),
                    new Label("transport", transport),
                    new Label("outcome", result.name().toLowerCase(Locale.ROOT))));
      }
    }
  }

  /**
   * The control of a server; null if everybody may send.
   *
   * @throws io.tailrace.component.ComponentException if there is no such authenticator
   */
  static @Nullable AccessControl of(
      @Nullable ServerAuth auth, ServerContext context, String transport) {
    return auth == null
        ? null
        : new AccessControl(
            context.authenticators().apply(auth.authenticator()), auth, context, transport);
  }

  List<String> requestParams() {
    return requestParams;
  }

  /**
   * Asks about a request.
   *
   * @param later takes the result on any thread, if {@code PENDING} is returned
   */
  AuthResult check(Function<String, @Nullable String> headers, Consumer<AuthResult> later) {
    AuthResult result =
        authenticator.authenticate(
            headers,
            decided -> {
              count(decided);
              later.accept(decided);
            });
    count(result);
    return result;
  }

  private void count(AuthResult result) {
    Counter counter = attempts.get(result);
    if (counter != null) {
      counter.increment();
    }
  }

  /** The value of {@code WWW-Authenticate}. */
  String challenge() {
    return authenticator.challenge();
  }

  /** What a request that was not accepted is answered with; says nothing of what it sent. */
  RpcStatus refusal(AuthResult result) {
    if (result == AuthResult.BUSY) {
      return new RpcStatus(
          RpcCode.RESOURCE_EXHAUSTED,
          "too many credentials are being verified; try again",
          BUSY_RETRY);
    }
    String scheme = authenticator.challenge().split(" ", 2)[0];
    return RpcStatus.of(
        RpcCode.UNAUTHENTICATED,
        authenticator.header()
            + (result == AuthResult.MISSING
                ? ": missing (expected: " + scheme + " credentials)"
                : ": wrong credentials (expected: valid " + scheme + " credentials)"));
  }
}
