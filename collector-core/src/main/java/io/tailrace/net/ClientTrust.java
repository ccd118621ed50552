// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
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
    } catch (IllegalArgumentException e) {
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

  private static X509TrustManager trust(ClientTls tls) {
    if (tls.insecureSkipVerify()) {
      return new TrustAll();
    }
    return tls.ca()
        .map(ca -> TlsManagers.authorities(ca, ca.text(), tls.includeSystemCas()))
        .orElseGet(TlsManagers::system);
  }

  private static @Nullable KeyManager key(ClientTls tls) {
    if (tls.cert().isEmpty() || tls.key().isEmpty()) {
      return null;
    }
    Pem cert = tls.cert().get();
    Pem key = tls.key().get();
    return TlsManagers.key(cert, key, List.of(cert.text(), key.text()));
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
