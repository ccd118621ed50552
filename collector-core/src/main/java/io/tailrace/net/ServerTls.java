// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a server, and what it demands of its clients: the collector's {@code tls}
 * block of receivers.
 *
 * @param cert PEM, the server's certificate and the chain above it
 * @param key PEM, without a password
 * @param clientCa PEM, the authorities that clients must have a certificate of; empty if clients
 *     need none
 * @param clientCaReload whether a change of {@code clientCa} is noticed
 * @param includeSystemCas whether clients may also have a certificate of the system's authorities
 * @param options what may be agreed on
 */
public record ServerTls(
    Pem cert,
    Pem key,
    Optional<Pem> clientCa,
    boolean clientCaReload,
    boolean includeSystemCas,
    TlsOptions options) {

  /** Reads a {@code tls} block; null if it is absent or empty, or wrong. */
  static @Nullable ServerTls parse(ConfigNode node) {
    for (String key : new String[] {"ca_file", "ca_pem"}) {
      if (node.has(key)) {
        node.error(
            key, "not supported (expected: client_ca_file, to demand certificates of clients)");
      }
    }
    Optional<Pem> cert = Pem.parse(node, "cert");
    Optional<Pem> key = Pem.parse(node, "key");
    Optional<Pem> clientCa =
        node.optionalString("client_ca_file")
            .filter(file -> !file.isEmpty())
            .map(file -> Pem.ofFile("client_ca_file", file));
    boolean reload = node.bool("client_ca_file_reload", false);
    boolean system = node.bool("include_system_ca_certs_pool", false);
    TlsOptions options = TlsOptions.parse(node);
    if (node.keys().isEmpty()) {
      return null;
    }
    if (cert.isEmpty() || key.isEmpty()) {
      String what = cert.isEmpty() ? "cert" : "key";
      node.error(
          what + "_file",
          "missing (expected: the path of a PEM file, or " + what + "_pem, its text)");
      return null;
    }
    if (clientCa.isEmpty() && (reload || system)) {
      node.error(
          reload ? "client_ca_file_reload" : "include_system_ca_certs_pool",
          "true without client_ca_file (expected: client_ca_file, or neither)");
    }
    return new ServerTls(cert.get(), key.get(), clientCa, reload, system, options);
  }
}
