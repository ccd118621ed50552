// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.config.ConfigNode;
import java.util.Optional;

/** Reads who a client says that it is: the collector's {@code auth} block of exporters. */
final class ClientAuth {

  private ClientAuth() {}

  /** The ID of the extension that gives credentials; empty if there are none. */
  static Optional<String> parse(ConfigNode client, boolean plainText) {
    ConfigNode node = client.child("auth");
    Optional<String> authenticator = node.reference("authenticator", ClientAuthenticator.class);
    if (node.isPresent() && authenticator.isEmpty()) {
      node.error("authenticator", "missing (expected: a key of extensions)");
    }
    if (authenticator.isPresent() && plainText) {
      node.warn("authenticator", "credentials travel in plain text (expected: TLS)");
    }
    return authenticator;
  }
}
