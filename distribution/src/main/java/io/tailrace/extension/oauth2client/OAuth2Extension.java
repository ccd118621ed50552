// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.oauth2client;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import io.tailrace.telemetry.RateLimitedLog;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives exporters a token (RFC 6749 section 4.4). A token is kept until it expires, and the next
 * one is fetched before that, while the old one is still in use. Of several requests that need a
 * token one fetches it. After a failure the token endpoint is left alone for one second, then two,
 * up to thirty; exporters that have no token meanwhile try again later.
 */
final class OAuth2Extension implements Extension, ClientAuthenticator {

  private static final MetricSpec FETCHES =
      new MetricSpec(
          "tailrace_extension_token_fetches",
          "{requests}",
          "Number of attempts to get a token, by outcome.");
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final OAuth2Config config;
  private final ComponentContext context;
  private final Clock clock;
  private final RateLimitedLog warnings;
  private final Counter fetched;
  private final Counter failed;
  private @Nullable TokenEndpoint endpoint;
  private @Nullable Token token;
  private long refreshNanos;
  private @Nullable CompletableFuture<Credentials> fetching;
  private @Nullable RuntimeException failure;
  private Duration pause = Duration.ZERO;
  private long pauseEndNanos;

  OAuth2Extension(OAuth2Config config, ComponentContext context) {
    this.config = config;
    this.context = context;
    clock = context.clock();
    warnings = new RateLimitedLog(context.logger(), clock);
    fetched = counter("ok");
    failed = counter("failed");
  }

  private Counter counter(String outcome) {
    return context
        .metrics()
        .counter(
            FETCHES,
            new Label("extension", context.id().toString()),
            new Label("outcome", outcome));
  }

  @Override
  public synchronized void start() {
    try {
      endpoint = new TokenEndpoint(config, context);
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public synchronized CompletionStage<Credentials> credentials() {
    long now = clock.nanoTime();
    Token current = token;
    if (current == null || current.isExpired(now)) {
      return fetch(now);
    }
    if (now - refreshNanos >= 0) {
      var _ = fetch(now);
    }
    return CompletableFuture.completedFuture(current.credentials());
  }

  private CompletableFuture<Credentials> fetch(long now) {
    if (fetching != null) {
      return fetching;
    }
    if (failure != null && now - pauseEndNanos < 0) {
      return CompletableFuture.failedFuture(failure);
    }
    TokenEndpoint open = endpoint;
    if (open == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("oauth2client: stopped"));
    }
    var promise = new CompletableFuture<Credentials>();
    fetching = promise;
    var _ = open.fetch().whenComplete((got, error) -> take(promise, got, error));
    return promise;
  }

  private void take(
      CompletableFuture<Credentials> promise, @Nullable Token got, @Nullable Throwable error) {
    if (got != null) {
      synchronized (this) {
        token = got;
        refreshNanos = clock.nanoTime() + got.refreshAfter(config.expiryBuffer());
        pause = Duration.ZERO;
        failure = null;
        fetching = null;
      }
      fetched.increment();
      promise.complete(got.credentials());
      return;
    }
    var cause =
        new IllegalStateException(
            "oauth2client: no token from "
                + config.tokenUrl().getHost()
                + ": "
                + TokenEndpoint.describe(error));
    warnings.warn(String.valueOf(cause.getMessage()));
    synchronized (this) {
      pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
      pauseEndNanos = clock.nanoTime() + pause.toNanos();
      failure = cause;
      fetching = null;
    }
    failed.increment();
    promise.completeExceptionally(cause);
  }

  @Override
  public synchronized boolean rejected(Credentials refused) {
    if (token != null && token.credentials().equals(refused)) {
      token = null;
    }
    return true;
  }

  @Override
  public synchronized void stop(Deadline deadline) {
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }
}
