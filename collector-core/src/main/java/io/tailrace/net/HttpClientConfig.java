// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An HTTP client: the collector's keys, without the endpoint.
 *
 * @param tls how https is secured
 * @param headers sent with every request
 * @param proxy the proxy to go through; empty for those of the environment
 * @param auth the ID of the extension that gives requests their credentials
 */
public record HttpClientConfig(
    ClientTls tls, Map<String, Secret> headers, Optional<URI> proxy, Optional<String> auth) {

  private static final Set<String> OWN_HEADERS =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  private static final List<String> POOL_KEYS =
      List.of(
          "read_buffer_size",
          "write_buffer_size",
          "max_idle_conns",
          "max_idle_conns_per_host",
          "max_conns_per_host",
          "idle_conn_timeout",
          "disable_keep_alives",
          "http2_read_idle_timeout",
          "http2_ping_timeout",
          "force_attempt_http2",
          "cookies");

  public HttpClientConfig {
    headers = Map.copyOf(headers);
  }

  /** Reads the client's keys of a component's section. */
  public static HttpClientConfig parse(ConfigNode node) {
    if (node.has("middlewares")) {
      node.error("middlewares", "is not supported (expected: remove it)");
    }
    for (String key : POOL_KEYS) {
      if (node.has(key)) {
        node.error(key, "is not supported (the HTTP client keeps its connections itself)");
      }
    }
    var tlsNode = node.child("tls");
    var tls = ClientTls.parse(tlsNode);
    if (tls.serverNameOverride().isPresent()) {
      tlsNode.error(
          "server_name_override", "is not supported over HTTP (expected: that name in endpoint)");
    }
    boolean plainText = node.string("endpoint", "").startsWith("http:");
    return new HttpClientConfig(tls, headers(node), proxy(node), ClientAuth.parse(node, plainText));
  }

  /** A client of which nothing but its {@code tls} block can be configured. */
  public static HttpClientConfig ofTls(ConfigNode tls) {
    return new HttpClientConfig(ClientTls.parse(tls), Map.of(), Optional.empty(), Optional.empty());
  }

  private static Map<String, Secret> headers(ConfigNode node) {
    var headers = new LinkedHashMap<String, Secret>();
    node.secretMap("headers")
        .forEach(
            (name, value) -> {
              if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                node.error("headers", "\"" + name + "\" (expected: an HTTP header name)");
              } else if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                node.error("headers", name + " is set by the exporter itself");
              } else if (!value.value().matches("[\\x20-\\x7E\\t]*")) {
                node.error("headers", "the value of " + name + " is not printable ASCII");
              } else {
                headers.put(name, value);
              }
            });
    return headers;
  }

  private static Optional<URI> proxy(ConfigNode node) {
    var text = node.optionalString("proxy_url").filter(p -> !p.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text.get());
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException _) {
      return invalidProxy(node);
    }
    return invalidProxy(node);
  }

  private static Optional<URI> invalidProxy(ConfigNode node) {
    node.error("proxy_url", "not a proxy (expected: http://host:port without credentials)");
    return Optional.empty();
  }
}
