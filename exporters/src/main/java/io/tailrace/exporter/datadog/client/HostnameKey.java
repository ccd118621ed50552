// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.client;

import io.tailrace.config.ConfigNode;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The key {@code hostname}: the host of spans that do not say theirs. */
public final class HostnameKey {

  private static final int MAX_CHARS = 255;

  private HostnameKey() {}

  /** Reads it; empty for the machine's own name. */
  public static String parse(ConfigNode node) {
    String name = node.string("hostname", "");
    if (!name.isEmpty() && (name.length() > MAX_CHARS || !name.matches("[A-Za-z0-9._-]+"))) {
      node.error("hostname", "\"" + name + "\" (expected: a host name)");
      return "";
    }
    return name;
  }

  /** The name that was given, else the machine's own; empty if that is not known. */
  public static String resolve(String given) {
    if (!given.isEmpty()) {
      return given;
    }
    try {
      String own = InetAddress.getLocalHost().getHostName();
      return own.startsWith("localhost") ? "" : own;
    } catch (UnknownHostException _) {
      return "";
    }
  }
}
