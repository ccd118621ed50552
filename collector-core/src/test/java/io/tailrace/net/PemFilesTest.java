// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {

  /** What {@code openssl ecparam -name prime256v1 -genkey} wrote, for this test. */
  private static final String SEC1 =
      "MHcCAQEEILWi1b5VB5KzVZ1E5J+d7nd3eKiltdEeVP4h0LNwx4NloAoGCCqGSM49"
          + "AwEHoUQDQgAEDnVkv5z27fzMUXogNZvUbcLQdnNFywuqq+RuVnOiQcMDt9sdRZ7m"
          + "9ZrS0K/1T1FurZ/az7ERJ2DaXA3hnA6t/g==";

  private static String pem(String label, byte[] der) {
    return pem(label, Base64.getMimeEncoder().encodeToString(der));
  }

  private static String pem(String label, String body) {
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static KeyPair pair(String algorithm) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp384r1"));
    } else if (algorithm.startsWith("RSA")) {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519", "RSASSA-PSS"})
  void privateKey_pkcs8_isRead_andFitsItsPublicKeyOnly(String algorithm) throws Exception {
    KeyPair pair = pair(algorithm);
    var read =
        PemFiles.privateKey("k", "comment\n" + pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    assertThat(read).isEqualTo(pair.getPrivate());
    assertThat(PrivateKeys.belongTogether(read, pair.getPublic())).isTrue();
    assertThat(PrivateKeys.belongTogether(read, pair(algorithm).getPublic())).isFalse();
    assertThat(
            PrivateKeys.belongTogether(
                read, pair(algorithm.equals("RSA") ? "EC" : "RSA").getPublic()))
        .isFalse();
  }

  @Test
  void privateKey_pkcs1_isRead() throws Exception {
    KeyPair pair = pair("RSA");
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    // version, algorithm and the header of the octet string, which holds the PKCS #1 structure
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    assertThat(PemFiles.privateKey("k", pem("RSA PRIVATE KEY", pkcs1)))
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void privateKey_sec1BehindItsParameters_isRead() {
    String text = pem("EC PARAMETERS", "BggqhkjOPQMBBw==") + pem("EC PRIVATE KEY", SEC1);
    assertThat(PemFiles.privateKey("k", text).getAlgorithm()).isEqualTo("EC");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 40, 50, 60, 120})
  void privateKey_sec1CutOff_isRefused(int length) {
    byte[] cut = Arrays.copyOf(Base64.getDecoder().decode(SEC1), length);
    assertThatThrownBy(() -> PemFiles.privateKey("k", pem("EC PRIVATE KEY", cut)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("k: ");
  }

  @Test
  void privateKey_withAPassword_saysSo() {
    assertThatThrownBy(() -> PemFiles.privateKey("k", pem("ENCRYPTED PRIVATE KEY", "AAAA")))
        .hasMessageContaining("has a password");
    String old = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA";
    assertThatThrownBy(() -> PemFiles.privateKey("k", pem("RSA PRIVATE KEY", old)))
        .hasMessageContaining("has a password");
  }

  @Test
  void certificates_cutOff_areRefusedAsAWhole() {
    String whole = pem("CERTIFICATE", "AAAA");
    assertThatThrownBy(() -> PemFiles.certificates("c", whole + whole.substring(0, 40)))
        .hasMessageContaining("c: cut off");
    assertThatThrownBy(() -> PemFiles.certificates("c", ""))
        .hasMessageContaining("no certificate in it");
    assertThatThrownBy(() -> PemFiles.certificates("c", whole))
        .hasMessageContaining("not a certificate");
  }
}
