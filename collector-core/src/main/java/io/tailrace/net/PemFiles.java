// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468). What stands around and between them is skipped. */
final class PemFiles {

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
  private static final Pattern BLOCK =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");

  private PemFiles() {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(String label, byte[] der) {}

  /** The blocks of a text in their order; one that is cut off is an error, not left out. */
  private static List<Block> blocks(String key, String pem) {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      String body = block.group(2);
      if (body.contains(":")) {
        throw new IllegalArgumentException(
            key + ": the key has a password (expected: one without)");
      }
      try {
        blocks.add(new Block(block.group(1), Base64.getMimeDecoder().decode(body)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(key + ": not PEM: its Base64 is broken", e);
      }
    }
    if (BEGIN.matcher(pem).results().count() != blocks.size()) {
      throw new IllegalArgumentException(
          key + ": cut off: a BEGIN without its END (expected: PEM, complete)");
    }
    return blocks;
  }

  /**
   * The certificates in a text, in their order.
   *
   * @param key the configuration key that the text comes from, for messages
   */
  static List<X509Certificate> certificates(String key, String pem) {
    List<X509Certificate> all = new ArrayList<>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(key, pem)) {
        if (block.label().endsWith("CERTIFICATE")) {
          all.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          key + ": not a certificate (expected: PEM): " + e.getMessage(), e);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(key + ": no certificate in it (expected: PEM)");
    }
    return all;
  }

  /** The private key in a text: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted. */
  static PrivateKey privateKey(String key, String pem) {
    for (Block block : blocks(key, pem)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return PrivateKeys.ofPkcs8(key, block.der());
        }
        case "RSA PRIVATE KEY" -> {
          return PrivateKeys.ofPkcs8(key, PrivateKeys.pkcs1ToPkcs8(block.der()));
        }
        case "EC PRIVATE KEY" -> {
          return PrivateKeys.ofPkcs8(key, PrivateKeys.sec1ToPkcs8(key, block.der()));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IllegalArgumentException(
                key + ": the key has a password (expected: one without)");
        default -> {
          // a certificate in the same file, the parameters of an EC key
        }
      }
    }
    throw new IllegalArgumentException(
        key
            + ": no private key in it (expected: BEGIN PRIVATE KEY, PKCS #8 without a password, or"
            + " BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY)");
  }
}
