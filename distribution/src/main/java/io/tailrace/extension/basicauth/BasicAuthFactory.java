// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.extension.basicauth.BasicAuthConfig.Client;
import io.tailrace.extension.basicauth.BasicAuthConfig.Htpasswd;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes {@code basicauth} extensions (source of keys and meaning: the collector's). */
public final class BasicAuthFactory implements Factory.OfExtension<BasicAuthConfig> {

  @Override
  public ComponentType type() {
    return new ComponentType(
        "basicauth",
        List.of(),
        Stability.BETA,
        "User names and passwords, for receivers (htpasswd) or exporters (client_auth)");
  }

  @Override
  public BasicAuthConfig parseConfig(ConfigNode node) {
    boolean server = node.has("htpasswd");
    boolean client = node.has("client_auth");
    if (server && client) {
      node.error("client_auth", "stands beside htpasswd (expected: one of them)");
    } else if (!server && !client) {
      node.error("", "neither htpasswd nor client_auth (expected: one of them)");
    }
    return new BasicAuthConfig(
        server ? Optional.of(htpasswd(node.child("htpasswd"))) : Optional.empty(),
        client ? Optional.of(client(node.child("client_auth"))) : Optional.empty());
  }

  private static Htpasswd htpasswd(ConfigNode node) {
    var config =
        new Htpasswd(
            text(node, "file"), node.secret("inline").filter(text -> !text.value().isEmpty()));
    if (config.file().isEmpty() && config.inline().isEmpty()) {
      node.error("", "no users (expected: file or inline)");
    }
    return config;
  }

  private static Client client(ConfigNode node) {
    if (node.has("aws_secrets_manager")) {
      node.error("aws_secrets_manager", "is not supported (expected: password_file)");
    }
    var config =
        new Client(
            text(node, "username"),
            text(node, "username_file"),
            node.secret("password"),
            text(node, "password_file"));
    if (config.username().isEmpty() && config.usernameFile().isEmpty()) {
      node.error("username", "missing (expected: username or username_file)");
    }
    if (config.username().orElse("").contains(":")) {
      node.error("username", "has a colon, which HTTP does not allow (expected: none)");
    }
    return config;
  }

  private static Optional<String> text(ConfigNode node, String key) {
    return node.optionalString(key).filter(text -> !text.isEmpty());
  }

  @Override
  public Set<Class<?>> roles(BasicAuthConfig config) {
    return config.htpasswd().isPresent()
        ? Set.of(ServerAuthenticator.class)
        : Set.of(ClientAuthenticator.class);
  }

  @Override
  public Extension create(BasicAuthConfig config, ComponentContext context) {
    return config.htpasswd().isPresent()
        ? new BasicAuthServer(config.htpasswd().get(), context)
        : new BasicAuthClient(config.client().orElseThrow(), context);
  }
}
