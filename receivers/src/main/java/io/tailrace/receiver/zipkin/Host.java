// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/** An endpoint of a span. Strings are regions. */
final class Host {

  long service;

  /** In its usual form, or as it came; empty if there is none. */
  long ipv4;

  /** See {@link #ipv4}. */
  long ipv6;

  /** 0 if there is none. */
  int port;

  void clear() {
    service = Text.EMPTY;
    ipv4 = Text.EMPTY;
    ipv6 = Text.EMPTY;
    port = 0;
  }

  void copy(Host other) {
    service = other.service;
    ipv4 = other.ipv4;
    ipv6 = other.ipv6;
    port = other.port;
  }

  /** The address; IPv6 goes before IPv4. */
  long ip() {
    return Text.length(ipv6) > 0 ? ipv6 : ipv4;
  }
}
