// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.healthcheck;

import java.util.Optional;

/**
 * A host and a port.
 *
 * @param host a name or address, IPv6 without brackets; empty for all addresses
 * @param port from 0 to 65535
 */
record Endpoint(String host, int port) {

  /** Parses {@code host:port}, {@code [::1]:port} or {@code :port}. */
  static Optional<Endpoint> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(text, colon + 1, text.length(), 10);
      return port < 0 || port > 65_535 ? Optional.empty() : Optional.of(new Endpoint(host, port));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
