// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * What servers and clients may agree on: the keys that both have in the collector's {@code
 * configtls}.
 *
 * @param protocols the TLS versions that may be used, such as {@code TLSv1.3}
 * @param cipherSuites the cipher suites of TLS 1.2 that may be used; empty for the usual ones
 * @param namedGroups the groups for key exchange, the preferred one first, in Java's names; empty
 *     for the usual ones
 * @param reloadInterval how often certificate and key are read again; zero for never
 */
public record TlsOptions(
    List<String> protocols,
    List<String> cipherSuites,
    List<String> namedGroups,
    Duration reloadInterval) {

  private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");
  private static final Map<String, Integer> VERSION_CHOICES = Map.of("1.2", 0, "1.3", 1);
  private static final List<String> TLS_1_3_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
  private static final Map<String, String> CURVES =
      Map.of("P256", "secp256r1", "P384", "secp384r1", "P521", "secp521r1", "X25519", "x25519");

  /** TLS 1.2 and 1.3 with what Java has. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(VERSIONS, List.of(), List.of(), Duration.ZERO);

  public TlsOptions {
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
    namedGroups = List.copyOf(namedGroups);
  }

  /** Reads the keys of a {@code tls} block. */
  static TlsOptions parse(ConfigNode node) {
    int min = node.choice("min_version", VERSION_CHOICES, 0);
    int max = node.choice("max_version", VERSION_CHOICES, 1);
    if (min > max) {
      node.error("min_version", "above max_version (expected: at most max_version)");
      min = max;
    }
    if (node.has("tpm")) {
      node.error("tpm", "is not supported (expected: key_file or key_pem)");
    }
    return new TlsOptions(
        VERSIONS.subList(min, max + 1),
        cipherSuites(node),
        groups(node),
        node.duration("reload_interval", Duration.ZERO));
  }

  private static List<String> cipherSuites(ConfigNode node) {
    List<String> names = node.strings("cipher_suites", List.of());
    if (names.isEmpty()) {
      return names;
    }
    Set<String> supported = supportedSuites();
    for (String name : names) {
      if (!supported.contains(name)) {
        node.error(
            "cipher_suites", name + " (expected: one of " + String.join(", ", supported) + ")");
      }
    }
    return names.stream().filter(supported::contains).toList();
  }

  private static Set<String> supportedSuites() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      var names = new TreeSet<>(List.of(context.getSupportedSSLParameters().getCipherSuites()));
      names.removeIf(name -> name.contains("_anon_") || name.contains("_NULL_"));
      names.remove("TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
      return names;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static List<String> groups(ConfigNode node) {
    Set<String> groups = new LinkedHashSet<>();
    for (String name : node.strings("curve_preferences", List.of())) {
      String group = CURVES.get(name);
      if (group != null) {
        groups.add(group);
      } else if (name.equals("X25519MLKEM768")) {
        node.error(
            "curve_preferences",
            name + " is not supported: this Java does not have it (expected: X25519 or P256)");
      } else {
        node.error("curve_preferences", name + " (expected: P256, P384, P521 or X25519)");
      }
    }
    return List.copyOf(groups);
  }

  /**
   * The suites to enable; empty for Java's own choice. As in the collector, {@code cipher_suites}
   * says nothing about TLS 1.3, whose suites are always there.
   */
  List<String> enabledSuites() {
    if (cipherSuites.isEmpty() || !protocols.contains("TLSv1.3")) {
      return cipherSuites;
    }
    var all = new LinkedHashSet<>(TLS_1_3_SUITES);
    all.addAll(cipherSuites);
    return List.copyOf(all);
  }

  /** Applies the groups to an engine. */
  void limit(SSLEngine engine) {
    if (!namedGroups.isEmpty()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setNamedGroups(namedGroups.toArray(String[]::new));
      engine.setSSLParameters(parameters);
    }
  }

  /** All of it, as Java's own HTTP client takes it. */
  SSLParameters parameters() {
    var parameters = new SSLParameters();
    parameters.setProtocols(protocols.toArray(String[]::new));
    if (!cipherSuites.isEmpty()) {
      parameters.setCipherSuites(enabledSuites().toArray(String[]::new));
    }
    if (!namedGroups.isEmpty()) {
      parameters.setNamedGroups(namedGroups.toArray(String[]::new));
    }
    return parameters;
  }
}
