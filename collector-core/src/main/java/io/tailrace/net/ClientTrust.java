// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The keys and authorities of a {@link ClientTls}, as Java's TLS wants them.
 *
 * @param trust decides which servers are believed
 * @param key the client's own key; null if it has none
 */
record ClientTrust(X509TrustManager trust, @Nullable KeyManager key) {

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one cannot be read or used; the message names the key
   */
  static ClientTrust load(ClientTls tls) {
    try {
      return new ClientTrust(trust(tls), key(tls));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("tls: " + e.getMessage(), e);
    }
  }

  SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(key == null ? null : new KeyManager[] {key}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("tls: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager trust(ClientTls tls)
      throws GeneralSecurityException, IOException {
    if (tls.insecureSkipVerify()) {
      return new TrustAll();
    }
    if (tls.ca().isEmpty()) {
      return trustManager(null);
    }
    var pem = tls.ca().get();
    var store = emptyStore();
    int n = 0;
    for (X509Certificate ca : PemFiles.certificates(pem.origin(), pem.text())) {
      store.setCertificateEntry("ca-" + n++, ca);
    }
    if (tls.includeSystemCas()) {
      for (X509Certificate ca : trustManager(null).getAcceptedIssuers()) {
        store.setCertificateEntry("ca-" + n++, ca);
      }
    }
    return trustManager(store);
  }

  private static X509TrustManager trustManager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("this Java has no X.509 trust manager");
  }

  private static @Nullable KeyManager key(ClientTls tls)
      throws GeneralSecurityException, IOException {
    if (tls.cert().isEmpty() || tls.key().isEmpty()) {
      return null;
    }
    var cert = tls.cert().get();
    var key = tls.key().get();
    List<X509Certificate> chain = PemFiles.certificates(cert.origin(), cert.text());
    var store = emptyStore();
    char[] noPassword = {};
    store.setKeyEntry(
        "client",
        PemFiles.privateKey(key.origin(), key.text()),
        noPassword,
        chain.toArray(X509Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers()[0];
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /**
   * {@code insecure_skip_verify}. It extends the class that sees the connection, because Java
   * verifies the host name itself for managers that do not.
   */
  private static final class TrustAll extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
