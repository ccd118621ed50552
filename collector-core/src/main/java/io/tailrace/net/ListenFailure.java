// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.component.ComponentException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Says in one line why a port cannot be opened. */
final class ListenFailure {

  private ListenFailure() {}

  static InetSocketAddress resolve(String owner, Endpoint endpoint) {
    InetSocketAddress address = endpoint.address();
    if (address.isUnresolved()) {
      throw new ComponentException(
          owner
              + ": cannot listen on "
              + endpoint
              + ": unknown host "
              + endpoint.host()
              + " (expected: a name or address of this machine)");
    }
    return address;
  }

  static ComponentException of(String owner, Endpoint endpoint, Throwable failure) {
    Throwable cause = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      cause = t;
    }
    String text = text(cause.getMessage());
    String reason =
        text.contains("in use")
            ? "the address is already in use (expected: a free port)"
            : text.contains("ermission denied")
                ? "permission denied (expected: a port above 1023, or the right to use it)"
                : cause instanceof BindException || text.contains("assign requested address")
                    ? text + " (expected: an address of this machine)"
                    : text;
    return new ComponentException(
        owner + ": cannot listen on " + endpoint + ": " + reason, failure);
  }

  private static String text(@Nullable String message) {
    return message == null ? "no reason given" : message;
  }
}
