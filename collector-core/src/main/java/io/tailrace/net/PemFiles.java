// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468). */
final class PemFiles {

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /** The text of a file. */
  static String read(String key, String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The certificates in a text, in their order.
   *
   * @param key the configuration key that the text comes from, for messages
   */
  static List<X509Certificate> certificates(String key, String pem) {
    try {
      var parsed =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
      var all = parsed.stream().map(X509Certificate.class::cast).toList();
      if (all.isEmpty()) {
        throw new IllegalArgumentException(key + ": no certificate in it (expected: PEM)");
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          key + ": not a certificate (expected: PEM): " + e.getMessage(), e);
    }
  }

  /** The private key in a text: PKCS #8, not encrypted. */
  static PrivateKey privateKey(String key, String pem) {
    var found = PRIVATE_KEY.matcher(pem);
    if (!found.find()) {
      throw new IllegalArgumentException(
          key
              + ": no unencrypted PKCS #8 key in it (expected: BEGIN PRIVATE KEY; convert with"
              + " openssl pkcs8 -topk8 -nocrypt)");
    }
    byte[] der = Base64.getMimeDecoder().decode(found.group(1));
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException _) {
        // a key of another algorithm
      }
    }
    throw new IllegalArgumentException(key + ": not a private key (expected: RSA, EC or EdDSA)");
  }
}
