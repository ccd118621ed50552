// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import static java.util.Objects.requireNonNull;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.config.Secret;
import io.tailrace.extension.basicauth.BasicAuthConfig.Client;
import io.tailrace.reload.Reloaded;
import io.tailrace.reload.Reloader;
import io.tailrace.reload.TextFiles;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Says to servers who sends (RFC 7617). A change of a file is noticed within seconds. */
final class BasicAuthClient implements Extension, ClientAuthenticator {

  private final Client config;
  private final ComponentContext context;
  private volatile @Nullable Reloaded<Credentials> credentials;
  private @Nullable Reloader reloader;

  BasicAuthClient(Client config, ComponentContext context) {
    this.config = config;
    this.context = context;
  }

  @Override
  public void start() {
    Reloaded<Credentials> read;
    try {
      read = new Reloaded<>(this::userAndPassword, BasicAuthClient::encode);
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
    credentials = read;
    if (config.usernameFile().isPresent() || config.passwordFile().isPresent()) {
      reloader =
          new Reloader(
              context.clock(), Reloader.INTERVAL, context.logger(), "client_auth", read::refresh);
    }
  }

  private List<String> userAndPassword() {
    return List.of(
        text("username_file", config.usernameFile(), config.username()),
        text("password_file", config.passwordFile(), config.password().map(Secret::value)));
  }

  private static String text(String key, Optional<String> file, Optional<String> value) {
    return file.map(
            path -> {
              String text = TextFiles.read(key, path).strip();
              if (text.isEmpty()) {
                throw new IllegalArgumentException(key + ": " + path + " is empty");
              }
              return text;
            })
        .orElseGet(
            () ->
                new String(
                    value.orElse("").getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.ISO_8859_1));
  }

  private static Credentials encode(List<String> userAndPassword) {
    if (userAndPassword.getFirst().contains(":")) {
      throw new IllegalArgumentException("username_file: has a colon (expected: none)");
    }
    byte[] text = String.join(":", userAndPassword).getBytes(StandardCharsets.ISO_8859_1);
    return new Credentials("authorization", "Basic " + Base64.getEncoder().encodeToString(text));
  }

  @Override
  public CompletionStage<Credentials> credentials() {
    return CompletableFuture.completedFuture(requireNonNull(credentials, "not started").value());
  }

  @Override
  public void stop(Deadline deadline) {
    if (reloader != null) {
      reloader.close();
      reloader = null;
    }
  }
}
