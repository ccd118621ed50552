// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Keys and authorities in PEM, as Java's TLS wants them. */
final class TlsManagers {

  private TlsManagers() {}

  /**
   * The manager of a certificate and its key.
   *
   * @param cert where the chain comes from, the certificate itself first
   * @param texts the PEM texts of chain and key
   * @throws IllegalArgumentException if they cannot be used or do not belong together
   */
  static KeyManager key(Pem cert, Pem key, List<String> texts) {
    List<X509Certificate> chain = PemFiles.certificates(cert.origin(), texts.get(0));
    PrivateKey privateKey = PemFiles.privateKey(key.origin(), texts.get(1));
    if (!PrivateKeys.belongTogether(privateKey, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          key.origin() + ": not the key of the first certificate of " + cert.origin());
    }
    char[] noPassword = {};
    try {
      var store = emptyStore();
      store.setKeyEntry("own", privateKey, noPassword, chain.toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, noPassword);
      return factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(cert.origin() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The manager that believes certificates of some authorities.
   *
   * @param includeSystem whether it believes those of the system as well
   * @throws IllegalArgumentException if the text cannot be used
   */
  static X509TrustManager authorities(Pem source, String text, boolean includeSystem) {
    try {
      var store = emptyStore();
      int n = 0;
      for (X509Certificate authority : PemFiles.certificates(source.origin(), text)) {
        store.setCertificateEntry("ca-" + n++, authority);
      }
      if (includeSystem) {
        for (X509Certificate authority : system().getAcceptedIssuers()) {
          store.setCertificateEntry("ca-" + n++, authority);
        }
      }
      return trust(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(source.origin() + ": " + e.getMessage(), e);
    }
  }

  /** The manager that believes what the system believes. */
  static X509TrustManager system() {
    try {
      return trust(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the system's authorities: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("this Java has no X.509 trust manager");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
