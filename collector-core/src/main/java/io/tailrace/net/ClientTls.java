// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import java.util.List;
import java.util.Map;
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
 * @param protocols the TLS versions that may be used, such as {@code TLSv1.3}
 * @param cipherSuites the cipher suites that may be used; empty for the usual ones
 */
public record ClientTls(
    boolean insecure,
    boolean insecureSkipVerify,
    Optional<String> serverNameOverride,
    Optional<Pem> ca,
    boolean includeSystemCas,
    Optional<Pem> cert,
    Optional<Pem> key,
    List<String> protocols,
    List<String> cipherSuites) {

  private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");
  private static final Map<String, Integer> VERSION_CHOICES = Map.of("1.2", 0, "1.3", 1);

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
          VERSIONS,
          List.of());

  /**
   * A PEM text and where it is.
   *
   * @param origin the configuration key, for messages
   * @param file the file that holds the text; empty if it stands in the configuration itself
   * @param inline the text if it stands in the configuration itself
   */
  public record Pem(String origin, Optional<String> file, Optional<Secret> inline) {

    String text() {
      return inline.map(Secret::value).orElseGet(() -> PemFiles.read(origin, file.orElseThrow()));
    }
  }

  public ClientTls {
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
  }

  /** Reads a {@code tls} block; an absent one is {@link #DEFAULT}. */
  public static ClientTls parse(ConfigNode node) {
    for (String key : List.of("reload_interval", "curve_preferences", "tpm")) {
      if (node.has(key)) {
        node.error(key, "is not supported for clients");
      }
    }
    var ca = pem(node, "ca");
    var cert = pem(node, "cert");
    var key = pem(node, "key");
    if (cert.isPresent() != key.isPresent()) {
      node.error("", "a client certificate needs both cert_file and key_file");
    }
    int min = node.choice("min_version", VERSION_CHOICES, 0);
    int max = node.choice("max_version", VERSION_CHOICES, 1);
    if (min > max) {
      node.error("min_version", "1.3 (expected: <= max_version)");
      min = max;
    }
    return new ClientTls(
        node.bool("insecure", false),
        node.bool("insecure_skip_verify", false),
        node.optionalString("server_name_override").filter(name -> !name.isEmpty()),
        ca,
        node.bool("include_system_ca_certs_pool", false),
        cert,
        key,
        VERSIONS.subList(min, max + 1),
        node.strings("cipher_suites", List.of()));
  }

  private static Optional<Pem> pem(ConfigNode node, String what) {
    String fileKey = what + "_file";
    String pemKey = what + "_pem";
    var file = node.optionalString(fileKey).filter(f -> !f.isEmpty());
    var inline = node.secret(pemKey).filter(p -> !p.value().isEmpty());
    if (file.isPresent() && inline.isPresent()) {
      node.error(pemKey, "stands beside " + fileKey + " (expected: one of them)");
    }
    if (file.isEmpty() && inline.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Pem(inline.isPresent() ? pemKey : fileKey, file, inline));
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
        value,
        insecureSkipVerify,
        serverNameOverride,
        ca,
        includeSystemCas,
        cert,
        key,
        protocols,
        cipherSuites);
  }
}
