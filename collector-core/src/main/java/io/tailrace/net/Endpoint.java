// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens, as a collector configuration writes it: {@code localhost:4317}, {@code
 * 0.0.0.0:4317}, {@code [::1]:4317}, {@code :4317} (every interface).
 *
 * @param host a name or address without brackets; empty for every interface
 * @param port 0 for any free port
 */
public record Endpoint(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.]+)?)]|([^:/?#\\[\\]\\s]*)):(\\d{1,5})");
  private static final String EXPECTED =
      " (expected: host:port, such as localhost:4317, 0.0.0.0:4317, [::1]:4317 or :4317)";

  /**
   * Parses {@code host:port}.
   *
   * @throws IllegalArgumentException if it is something else; the message is for the user
   */
  public static Endpoint parse(String text) {
    if (text.contains("://")) {
      throw new IllegalArgumentException("\"" + text + "\" is a URL" + EXPECTED);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("\"" + text + "\"" + EXPECTED);
    }
    int port = Integer.parseInt(form.group(3));
    if (port > 65_535) {
      throw new IllegalArgumentException("port " + port + " (expected: 0 to 65535)");
    }
    String bracketed = form.group(1);
    return new Endpoint(bracketed != null ? bracketed : form.group(2), port);
  }

  /**
   * The address to bind; a host that does not resolve is left {@linkplain
   * InetSocketAddress#isUnresolved() unresolved}. Looks names up, so it is not called on an event
   * loop.
   */
  public InetSocketAddress address() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
