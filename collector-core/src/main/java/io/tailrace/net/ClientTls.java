// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import java.util.Optional;

/**
 * How a client secures its connections: the collector's {@code tls} block of exporters.
 * Certificates and keys are PEM.
 *
 * @param insecure whether there is no TLS at all
 * @param insecureSkipVerify whether any certificate of any host is trusted
 * @param serverNameOverride the host name to ask for and to verify instead of the endpoint's
 * @param ca the authorities to trust; empty for those of the system
 * @param includeSystemCas whether the system's authorities are trusted beside {@code ca}
 * @param cert the client's own certificate chain
 * @param key the key of {@code cert}
 * @param options what may be agreed on
 */
public record ClientTls(
    boolean insecure,
    boolean insecureSkipVerify,
    Optional<String> serverNameOverride,
    Optional<Pem> ca,
    boolean includeSystemCas,
    Optional<Pem> cert,
    Optional<Pem> key,
    TlsOptions options) {

  /** TLS with the system's authorities. */
  public static final ClientTls DEFAULT =
      new ClientTls(
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          TlsOptions.DEFAULT);

  /** Reads a {@code tls} block; an absent one is {@link #DEFAULT}. */
  public static ClientTls parse(ConfigNode node) {
    var ca = Pem.parse(node, "ca");
    var cert = Pem.parse(node, "cert");
    var key = Pem.parse(node, "key");
    if (cert.isPresent() != key.isPresent()) {
      node.error("", "a client certificate needs both cert_file and key_file");
    }
    return new ClientTls(
        node.bool("insecure", false),
        node.bool("insecure_skip_verify", false),
        node.optionalString("server_name_override").filter(name -> !name.isEmpty()),
        ca,
        node.bool("include_system_ca_certs_pool", false),
        cert,
        key,
        TlsOptions.parse(node));
  }

  /** Whether certificate or key are in files, which may change. */
  boolean hasKeyFiles() {
    return cert.flatMap(Pem::file).isPresent() || key.flatMap(Pem::file).isPresent();
  }

  /** The same without TLS. */
  public ClientTls withoutTls() {
    return withInsecure(true);
  }

  /** The same with TLS. */
  public ClientTls withTls() {
    return withInsecure(false);
  }

  private ClientTls withInsecure(boolean value) {
    return new ClientTls(
        value, insecureSkipVerify, serverNameOverride, ca, includeSystemCas, cert, key, options);
  }
}
