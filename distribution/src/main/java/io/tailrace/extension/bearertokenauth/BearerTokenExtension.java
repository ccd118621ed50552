// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.bearertokenauth;

import static java.util.Objects.requireNonNull;

import io.tailrace.auth.AuthResult;
import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.config.Secret;
import io.tailrace.reload.Reloaded;
import io.tailrace.reload.Reloader;
import io.tailrace.reload.TextFiles;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has a token, and gives servers a token (RFC 6750). A change of the file is noticed
 * within seconds; one that cannot be read or has no token leaves the old ones in force.
 */
final class BearerTokenExtension implements Extension, ServerAuthenticator, ClientAuthenticator {

  private final BearerTokenConfig config;
  private final ComponentContext context;
  private final String prefix;
  private volatile @Nullable Reloaded<Tokens> tokens;
  private @Nullable Reloader reloader;

  BearerTokenExtension(BearerTokenConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    prefix = config.scheme().isEmpty() ? "" : config.scheme() + " ";
  }

  @Override
  public void start() {
    if (config.file().isEmpty()) {
      List<String> fixed = config.tokens().stream().map(Secret::value).toList();
      tokens = new Reloaded<>(() -> fixed, Tokens::new);
      return;
    }
    String file = config.file().get();
    try {
      Reloaded<Tokens> read =
          new Reloaded<>(
              () -> List.of(TextFiles.read("filename", file)),
              texts -> Tokens.ofLines("filename: " + file, texts.getFirst()));
      tokens = read;
      reloader =
          new Reloader(
              context.clock(), Reloader.INTERVAL, context.logger(), "filename", read::refresh);
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  private Tokens current() {
    return requireNonNull(tokens, "not started").value();
  }

  @Override
  public void stop(Deadline deadline) {
    if (reloader != null) {
      reloader.close();
      reloader = null;
    }
  }

  @Override
  public AuthResult authenticate(
      Function<String, @Nullable String> headers, Consumer<AuthResult> later) {
    String value = headers.apply(config.header());
    if (value == null || !value.regionMatches(true, 0, prefix, 0, prefix.length())) {
      return AuthResult.MISSING;
    }
    return current().contain(value.substring(prefix.length()))
        ? AuthResult.ACCEPTED
        : AuthResult.REFUSED;
  }

  @Override
  public String challenge() {
    return (config.scheme().isEmpty() ? "Bearer" : config.scheme()) + " realm=\"tailrace\"";
  }

  @Override
  public String header() {
    return config.header();
  }

  @Override
  public CompletionStage<Credentials> credentials() {
    return CompletableFuture.completedFuture(
        new Credentials(config.header(), prefix + current().first()));
  }
}
