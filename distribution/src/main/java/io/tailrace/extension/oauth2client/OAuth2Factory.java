// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.oauth2client;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import io.tailrace.net.HttpClientConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes {@code oauth2client} extensions (source of keys and meaning: the collector's). */
public final class OAuth2Factory implements Factory.OfExtension<OAuth2Config> {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration EXPIRY_BUFFER = Duration.ofMinutes(5);
  private static final URI UNKNOWN = URI.create("https://localhost/token");
  private static final List<String> OTHER_GRANTS =
      List.of(
          "grant_type",
          "client_certificate_key",
          "client_certificate_key_file",
          "client_certificate_key_id",
          "signature_algorithm",
          "iss",
          "audience",
          "claims");

  @Override
  public ComponentType type() {
    return new ComponentType(
        "oauth2client",
        List.of(),
        Stability.BETA,
        "OAuth 2.0 tokens by client credentials, for exporters");
  }

  @Override
  public OAuth2Config parseConfig(ConfigNode node) {
    for (String key : OTHER_GRANTS) {
      if (node.has(key)) {
        node.error(key, "is not supported (expected: client_id and client_secret only)");
      }
    }
    Optional<String> id = text(node, "client_id");
    Optional<String> idFile = text(node, "client_id_file");
    if (id.isEmpty() && idFile.isEmpty()) {
      node.error("client_id", "missing (expected: client_id or client_id_file)");
    }
    Optional<Secret> secret = node.secret("client_secret").filter(s -> !s.value().isEmpty());
    Optional<String> secretFile = text(node, "client_secret_file");
    if (secret.isEmpty() && secretFile.isEmpty()) {
      node.error("client_secret", "missing (expected: client_secret or client_secret_file)");
    }
    return new OAuth2Config(
        id,
        idFile,
        secret,
        secretFile,
        tokenUrl(node),
        node.strings("scopes", List.of()),
        parameters(node.child("endpoint_params")),
        node.duration("timeout", TIMEOUT),
        node.duration("expiry_buffer", EXPIRY_BUFFER),
        HttpClientConfig.ofTls(node.child("tls")));
  }

  private static Optional<String> text(ConfigNode node, String key) {
    return node.optionalString(key).filter(text -> !text.isEmpty());
  }

  private static URI tokenUrl(ConfigNode node) {
    String text = node.string("token_url", "");
    try {
      var uri = new URI(text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      return invalid(node);
    }
    return invalid(node);
  }

  private static URI invalid(ConfigNode node) {
    node.error("token_url", "missing or no URL (expected: https://host/path)");
    return UNKNOWN;
  }

  private static Map<String, List<Secret>> parameters(ConfigNode node) {
    Map<String, List<Secret>> parameters = new LinkedHashMap<>();
    node.keys().forEach(key -> parameters.put(key, node.secrets(key)));
    return parameters;
  }

  @Override
  public Set<Class<?>> roles(OAuth2Config config) {
    return Set.of(ClientAuthenticator.class);
  }

  @Override
  public Extension create(OAuth2Config config, ComponentContext context) {
    return new OAuth2Extension(config, context);
  }
}
