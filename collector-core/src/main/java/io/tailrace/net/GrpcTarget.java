// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a gRPC client connects to, as the collector writes it: {@code host:port}, {@code
 * http://host:port} (no TLS), {@code https://host:port} (TLS), {@code dns:///host:port}.
 *
 * @param hostAndPort {@code host:port}; all addresses of the host are used
 * @param tls whether the scheme asks for TLS; empty if it does not say
 */
public record GrpcTarget(String hostAndPort, Optional<Boolean> tls) {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:/\\[\\]]+):([0-9]{1,5})");

  /**
   * Parses an endpoint.
   *
   * @throws IllegalArgumentException if it is not of one of the forms above
   */
  public static GrpcTarget parse(String endpoint) {
    if (endpoint.startsWith("dns:///")) {
      return of(endpoint, endpoint.substring("dns:///".length()), Optional.empty());
    }
    int scheme = endpoint.indexOf("://");
    if (scheme < 0 && !endpoint.startsWith("unix:")) {
      return of(endpoint, endpoint, Optional.empty());
    }
    try {
      var uri = new URI(endpoint);
      String path = uri.getPath();
      boolean isBare = path == null || path.isEmpty() || path.equals("/");
      if (isBare && "http".equals(uri.getScheme())) {
        return of(endpoint, authority(uri), Optional.of(false));
      }
      if (isBare && "https".equals(uri.getScheme())) {
        return of(endpoint, authority(uri), Optional.of(true));
      }
      throw invalid(endpoint);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(invalid(endpoint).getMessage(), e);
    }
  }

  private static String authority(URI uri) {
    return uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
  }

  private static GrpcTarget of(String endpoint, String hostAndPort, Optional<Boolean> tls) {
    var matcher = HOST_AND_PORT.matcher(hostAndPort);
    if (!matcher.matches()) {
      throw invalid(endpoint);
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      throw invalid(endpoint);
    }
    return new GrpcTarget(hostAndPort, tls);
  }

  private static IllegalArgumentException invalid(String endpoint) {
    return new IllegalArgumentException(
        "\""
            + endpoint
            + "\" (expected: host:port, http://host:port, https://host:port or dns:///host:port)");
  }

  /** The target as grpc resolves it. */
  String uri() {
    return "dns:///" + hostAndPort;
  }
}
