// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.bearertokenauth;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes {@code bearertokenauth} extensions (source of keys and meaning: the collector's). */
public final class BearerTokenFactory implements Factory.OfExtension<BearerTokenConfig> {

  @Override
  public ComponentType type() {
    return new ComponentType(
        "bearertokenauth", List.of(), Stability.BETA, "Bearer tokens, for receivers and exporters");
  }

  @Override
  public BearerTokenConfig parseConfig(ConfigNode node) {
    for (String key : List.of("retry_on_failure", "file_retry")) {
      if (node.has(key)) {
        node.error(key, "is not supported (expected: a file that is there at the start)");
      }
    }
    String header = node.string("header", "Authorization");
    if (!header.matches("[0-9A-Za-z_.-]+")) {
      node.error("header", header + " (expected: the name of a header)");
    }
    String scheme = node.string("scheme", "Bearer");
    if (!scheme.matches("[!-~]*")) {
      node.error("scheme", scheme + " (expected: printable ASCII without spaces, or \"\")");
    }
    return new BearerTokenConfig(header.toLowerCase(Locale.ROOT), scheme, tokens(node), file(node));
  }

  private static List<Secret> tokens(ConfigNode node) {
    List<Secret> tokens = new ArrayList<>(node.secrets("tokens"));
    Optional<Secret> token = node.secret("token").filter(t -> !t.value().isEmpty());
    if (token.isPresent() && !tokens.isEmpty()) {
      node.error("tokens", "stands beside token (expected: one of them)");
    }
    token.ifPresent(tokens::add);
    for (Secret each : tokens) {
      if (!Tokens.isValid(each.value())) {
        node.error(
            token.isPresent() ? "token" : "tokens",
            "an empty token, or one with spaces or other than printable ASCII (expected: none)");
      }
    }
    return tokens;
  }

  private static Optional<String> file(ConfigNode node) {
    Optional<String> file = node.optionalString("filename").filter(f -> !f.isEmpty());
    boolean tokens = node.has("token") || node.has("tokens");
    if (file.isPresent() && tokens) {
      node.warn("filename", "stands beside tokens, which are not used (expected: one of them)");
    } else if (file.isEmpty() && !tokens) {
      node.error("", "no token (expected: token, tokens or filename)");
    }
    return file;
  }

  @Override
  public Set<Class<?>> roles(BearerTokenConfig config) {
    return Set.of(ServerAuthenticator.class, ClientAuthenticator.class);
  }

  @Override
  public Extension create(BearerTokenConfig config, ComponentContext context) {
    return new BearerTokenExtension(config, context);
  }
}
