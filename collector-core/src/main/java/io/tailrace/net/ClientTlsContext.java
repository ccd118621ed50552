// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tailrace.reload.Reloaded;
import io.tailrace.reload.Reloader;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a running client. Its own certificate and key are read again every {@code
 * reload_interval}, as by the collector; connections that are open keep the old ones. Files that
 * are broken or half written change nothing.
 */
final class ClientTlsContext implements AutoCloseable {

  private final ClientTls tls;
  private final X509TrustManager trust;
  private final @Nullable Reloaded<KeyManager> key;
  private Runnable exchange = () -> {};
  private @Nullable Reloader reloader;

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one cannot be read or used; the message names the key
   */
  ClientTlsContext(ClientTls tls, ClientContext client) {
    this.tls = tls;
    try {
      trust = trust(tls);
      key = key(tls);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tls: " + e.getMessage(), e);
    }
    if (key != null && tls.hasKeyFiles() && tls.options().reloadInterval().isPositive()) {
      reloader =
          new Reloader(
              client.clock(),
              tls.options().reloadInterval(),
              client.logger(),
              "tls: certificate",
              this::refresh);
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

  private static @Nullable Reloaded<KeyManager> key(ClientTls tls) {
    if (tls.cert().isEmpty() || tls.key().isEmpty()) {
      return null;
    }
    Pem cert = tls.cert().get();
    Pem key = tls.key().get();
    return new Reloaded<>(
        () -> List.of(cert.text(), key.text()), texts -> TlsManagers.key(cert, key, texts));
  }

  private synchronized boolean refresh() {
    boolean changed = key != null && key.refresh();
    if (changed) {
      exchange.run();
    }
    return changed;
  }

  /** For a gRPC client: HTTP/2 is negotiated (RFC 7301). */
  synchronized SslContext grpc() {
    var context = new ExchangeableSslContext(tls.options(), this::buildGrpc);
    exchange = context::exchange;
    return context;
  }

  private SslContext buildGrpc() {
    var builder = SslContextBuilder.forClient().trustManager(trust);
    if (key != null) {
      builder.keyManager(key.value());
    }
    GrpcSslContexts.configure(builder, SslProvider.JDK);
    builder.protocols(tls.options().protocols());
    List<String> suites = tls.options().enabledSuites();
    if (!suites.isEmpty()) {
      builder.ciphers(suites);
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("tls: " + e.getMessage(), e);
    }
  }

  /** For Java's own HTTP client. */
  synchronized SSLContext http() {
    var context = new ExchangeableJdkContext(this::buildHttp);
    exchange = context::exchange;
    return context;
  }

  private SSLContext buildHttp() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          key == null ? null : new KeyManager[] {key.value()}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("tls: " + e.getMessage(), e);
    }
  }

  /** Stops looking for changes; connections go on. */
  @Override
  public void close() {
    if (reloader != null) {
      reloader.close();
    }
  }
}
