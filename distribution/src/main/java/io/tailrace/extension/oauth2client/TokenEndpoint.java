// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.oauth2client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.auth.ClientAuthenticator.Credentials;
import io.tailrace.component.ComponentContext;
import io.tailrace.config.Secret;
import io.tailrace.net.ClientContext;
import io.tailrace.net.HttpAnswer;
import io.tailrace.net.HttpPoster;
import io.tailrace.reload.TextFiles;
import io.tailrace.time.Clock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server that gives tokens. The client's credentials go into a header, or, where the server does
 * not take them there, into the body: what works is found out and remembered, as by the library
 * that the collector uses.
 */
final class TokenEndpoint implements AutoCloseable {

  private static final Duration MAX_LIFETIME = Duration.ofDays(3650);

  private final OAuth2Config config;
  private final Clock clock;
  private final HttpPoster poster;
  private volatile boolean inBody;
  private volatile boolean known;

  /**
   * Makes the client; nothing is connected yet.
   *
   * @throws IllegalArgumentException if a certificate or key cannot be used
   */
  TokenEndpoint(OAuth2Config config, ComponentContext context) {
    this.config = config;
    clock = context.clock();
    poster = new HttpPoster(config.client(), ClientContext.of(context, "Tailrace"));
  }

  /** Asks for a token; completes on a thread of the HTTP client. */
  CompletableFuture<Token> fetch() {
    String id;
    String secret;
    try {
      id = value("client_id_file", config.clientIdFile(), config.clientId());
      secret =
          value(
              "client_secret_file",
              config.clientSecretFile(),
              config.clientSecret().map(Secret::value));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return post(id, secret, inBody)
        .thenCompose(
            token -> {
              known = true;
              return CompletableFuture.completedFuture(token);
            })
        .exceptionallyCompose(
            error -> {
              if (known || !(cause(error) instanceof RefusedException)) {
                return CompletableFuture.failedFuture(error);
              }
              return post(id, secret, true)
                  .thenApply(
                      token -> {
                        inBody = true;
                        known = true;
                        return token;
                      });
            });
  }

  private static String value(String key, Optional<String> file, Optional<String> value) {
    return file.map(path -> TextFiles.read(key, path).strip()).orElseGet(() -> value.orElse(""));
  }

  private CompletableFuture<Token> post(String id, String secret, boolean body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    headers.put("Accept", "application/json");
    Map<String, String> form = new LinkedHashMap<>();
    if (body) {
      form.put("client_id", id);
      form.put("client_secret", secret);
    } else {
      String both = encode(id) + ":" + encode(secret);
      headers.put(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII)));
    }
    long asked = clock.nanoTime();
    return poster
        .post(
            config.tokenUrl(),
            headers,
            form(form).getBytes(StandardCharsets.US_ASCII),
            config.timeout())
        .thenApply(answer -> token(answer, asked));
  }

  private String form(Map<String, String> credentials) {
    Map<String, String> form = new LinkedHashMap<>(credentials);
    form.put("grant_type", "client_credentials");
    if (!config.scopes().isEmpty()) {
      form.put("scope", String.join(" ", config.scopes()));
    }
    config.endpointParams().keySet().forEach(form::remove);
    String fixed =
        form.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    String more =
        config.endpointParams().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().stream()
                        .map(value -> encode(entry.getKey()) + "=" + encode(value.value())))
            .collect(Collectors.joining("&"));
    return more.isEmpty() ? fixed : fixed.isEmpty() ? more : fixed + "&" + more;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Token token(HttpAnswer answer, long asked) {
    if (answer.status() / 100 != 2) {
      String error = fields(answer).getOrDefault("error", "");
      String shown = error.matches("[a-z_]{1,64}") ? " " + error : "";
      String message = "HTTP " + answer.status() + shown;
      throw answer.status() / 100 == 4
          ? new RefusedException(message)
          : new IllegalStateException(message);
    }
    Map<String, String> fields = fields(answer);
    String token = fields.getOrDefault("access_token", "");
    if (!token.matches("[\\x21-\\x7E]+")) {
      throw new IllegalArgumentException(
          "an answer without access_token (expected: RFC 6749, 5.1)");
    }
    return new Token(
        new Credentials("authorization", type(fields.get("token_type")) + " " + token),
        asked,
        lifetime(fields.get("expires_in")));
  }

  /** As Go's library writes the well-known types. */
  private static String type(@Nullable String type) {
    if (type == null || type.isEmpty()) {
      return "Bearer";
    }
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "bearer" -> "Bearer";
      case "mac" -> "MAC";
      case "basic" -> "Basic";
      default ->
          type.matches("[\\x21-\\x7E]+")
              ? type
              : raise("token_type: not printable ASCII (expected: Bearer)");
    };
  }

  private static String raise(String message) {
    throw new IllegalArgumentException(message);
  }

  private static Duration lifetime(@Nullable String seconds) {
    if (seconds == null || !seconds.matches("[0-9]{1,12}(\\.[0-9]*)?")) {
      return Duration.ZERO;
    }
    long whole = Long.parseLong(seconds.split("\\.", 2)[0]);
    return Duration.ofSeconds(Math.min(whole, MAX_LIFETIME.toSeconds()));
  }

  /** The scalars of the outermost object; none if the body is no JSON. */
  private static Map<String, String> fields(HttpAnswer answer) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(answer.body())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isScalarValue()) {
          fields.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException _) {
      return Map.of();
    }
    return fields;
  }

  /** What went wrong, without what was sent. */
  static String describe(@Nullable Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof TimeoutException) {
      return "no answer within the timeout";
    }
    return cause == null || cause.getMessage() == null
        ? String.valueOf(cause == null ? "unknown" : cause.getClass().getSimpleName())
        : cause.getMessage();
  }

  private static @Nullable Throwable cause(@Nullable Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** The server does not take the credentials, at least not so. */
  static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message);
    }
  }

  @Override
  public void close() {
    poster.close();
  }
}
