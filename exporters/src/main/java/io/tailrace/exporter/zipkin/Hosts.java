// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes from the tags of a span what Zipkin has endpoints for. What is no address stays a tag. */
final class Hosts {

  private static final int MAX_PORT = 0xFFFF;

  private Hosts() {}

  static void takeLocal(ZipkinSpan span) {
    address(span.local, span.tags, "network.local.address", "net.host.ip");
    port(span.local, span.tags, "net.host.port");
  }

  static void takeRemote(ZipkinSpan span) {
    String service = span.tags.get("service.peer.name");
    String old = span.tags.get("peer.service");
    if (service != null && !service.isEmpty()) {
      span.remote.serviceName = service;
      span.tags.remove("service.peer.name");
    } else if (old != null && !old.isEmpty()) {
      span.remote.serviceName = old;
      span.tags.remove("peer.service");
    }
    address(span.remote, span.tags, "network.peer.address", "net.peer.ip");
    port(span.remote, span.tags, "net.peer.port");
  }

  private static void address(
      ZipkinSpan.Host host, Map<String, String> tags, String key, String oldKey) {
    for (String each : new String[] {key, oldKey}) {
      String text = tags.get(each);
      if (text == null) {
        continue;
      }
      InetAddress address = parse(text);
      if (address != null) {
        host.ip = text;
        host.address = address;
        tags.remove(each);
        return;
      }
    }
  }

  /** The address that is written so; never asks a name server. */
  private static @Nullable InetAddress parse(String text) {
    boolean isIpv6 = text.indexOf(':') >= 0;
    if (text.indexOf('%') >= 0 || (!isIpv6 && text.chars().filter(c -> c == '.').count() != 3)) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static void port(ZipkinSpan.Host host, Map<String, String> tags, String key) {
    String text = tags.get(key);
    if (text != null && text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port > 0 && port <= MAX_PORT) {
        host.port = port;
        tags.remove(key);
      }
    }
  }
}
