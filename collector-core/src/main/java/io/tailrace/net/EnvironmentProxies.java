// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names, by the rules of Go's {@code httpproxy}, which the
 * collector follows: {@code HTTPS_PROXY} and {@code HTTP_PROXY} by the scheme of the request,
 * unless {@code NO_PROXY} names its host; never for this machine. Names may be in lower case.
 * Immutable.
 */
final class EnvironmentProxies {

  private final Optional<InetSocketAddress> https;
  private final Optional<InetSocketAddress> http;
  private final List<String> exceptions;

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException if a proxy is not {@code http://host:port}
   */
  EnvironmentProxies(Map<String, String> environment) {
    https = proxy(environment, "HTTPS_PROXY");
    // a request's header of a CGI program would arrive under this name
    http =
        environment.containsKey("REQUEST_METHOD")
            ? Optional.empty()
            : proxy(environment, "HTTP_PROXY");
    exceptions =
        List.of(value(environment, "NO_PROXY").split(",", -1)).stream()
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  private static String value(Map<String, String> environment, String name) {
    String upper = environment.getOrDefault(name, "");
    return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
  }

  private static Optional<InetSocketAddress> proxy(Map<String, String> environment, String name) {
    String text = value(environment, name).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(address(name, text));
  }

  /**
   * The address of a proxy, not resolved.
   *
   * @param text {@code http://host:port}, {@code host:port} or without a port, which is 80 then
   */
  private static InetSocketAddress address(String name, String text) {
    try {
      var uri = new URI(text.contains("://") ? text : "http://" + text);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return InetSocketAddress.createUnresolved(
            uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
      }
    } catch (URISyntaxException _) {
      throw invalid(name);
    }
    throw invalid(name);
  }

  /** Does not say what it is: there may be a password in it. */
  private static IllegalArgumentException invalid(String name) {
    return new IllegalArgumentException(
        name + " (environment): not a proxy (expected: http://host:port without credentials)");
  }

  /** The proxy on the way to a host; empty if there is none. */
  Optional<InetSocketAddress> find(boolean tls, String host, int port) {
    Optional<InetSocketAddress> proxy = tls ? https : http;
    return proxy.isPresent() && isProxied(bare(host), port) ? proxy : Optional.empty();
  }

  private static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    String open = lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    return open.endsWith(".") ? open.substring(0, open.length() - 1) : open;
  }

  private boolean isProxied(String host, int port) {
    if (host.equals("localhost")) {
      return false;
    }
    byte[] ip = ip(host);
    if (ip != null && isLoopback(ip)) {
      return false;
    }
    for (String entry : exceptions) {
      if (entry.equals("*") || matches(entry, host, port, ip)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String entry, String host, int port, byte @Nullable [] ip) {
    int slash = entry.indexOf('/');
    if (slash > 0) {
      return ip != null && isWithin(ip, entry.substring(0, slash), entry.substring(slash + 1));
    }
    List<String> nameAndPort = split(entry);
    if (!nameAndPort.get(1).isEmpty() && !nameAndPort.get(1).equals(String.valueOf(port))) {
      return false;
    }
    String name = bare(nameAndPort.getFirst());
    if (ip != null) {
      byte[] other = ip(name);
      return other != null && java.util.Arrays.equals(ip, other);
    }
    if (name.startsWith("*.")) {
      name = name.substring(1);
    }
    return name.startsWith(".")
        ? host.endsWith(name)
        : host.equals(name) || host.endsWith("." + name);
  }

  /** {@code host:port}, {@code [::1]:port}, or either without port. */
  private static List<String> split(String entry) {
    int colon = entry.lastIndexOf(':');
    boolean isAddress = entry.indexOf(':') != colon && !entry.contains("]:");
    return colon < 0 || isAddress
        ? List.of(entry, "")
        : List.of(entry.substring(0, colon), entry.substring(colon + 1));
  }

  private static boolean isLoopback(byte[] ip) {
    if (ip.length == 4) {
      return ip[0] == 127;
    }
    for (int i = 0; i < 15; i++) {
      if (ip[i] != 0) {
        return false;
      }
    }
    return ip[15] == 1;
  }

  private static boolean isWithin(byte[] ip, String network, String prefix) {
    byte[] base = ip(network);
    if (base == null || base.length != ip.length || !prefix.matches("[0-9]{1,3}")) {
      return false;
    }
    int bits = Integer.parseInt(prefix);
    for (int i = 0; i < Math.min(bits, ip.length * 8); i++) {
      int mask = 0x80 >> (i & 7);
      if ((ip[i >> 3] & mask) != (base[i >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address in text; null if it is a name. Looks nothing up. */
  private static byte @Nullable [] ip(String text) {
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** Whether there is none at all. */
  boolean isEmpty() {
    return https.isEmpty() && http.isEmpty();
  }

  /** What the environment says, as a list for Java's HTTP client. */
  java.net.ProxySelector selector() {
    return new java.net.ProxySelector() {
      @Override
      public List<java.net.Proxy> select(URI uri) {
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        List<java.net.Proxy> proxies = new ArrayList<>();
        find(tls, uri.getHost(), port)
            .map(at -> new InetSocketAddress(at.getHostString(), at.getPort()))
            .ifPresent(at -> proxies.add(new java.net.Proxy(java.net.Proxy.Type.HTTP, at)));
        return proxies.isEmpty() ? List.of(java.net.Proxy.NO_PROXY) : proxies;
      }

      @Override
      public void connectFailed(URI uri, java.net.SocketAddress at, java.io.IOException e) {
        // the request fails with the same exception
      }
    };
  }
}
