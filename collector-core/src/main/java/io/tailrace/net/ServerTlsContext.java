// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tailrace.component.ComponentException;
import io.tailrace.reload.Reloaded;
import io.tailrace.reload.Reloader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a running server. Certificate and key are read again every {@code reload_interval},
 * the clients' authorities when their file changes, if {@code client_ca_file_reload} says so. Files
 * that are broken or half written change nothing.
 */
final class ServerTlsContext implements AutoCloseable {

  private final ServerTls tls;
  private final boolean grpc;
  private final Reloaded<KeyManager> key;
  private final @Nullable Reloaded<X509TrustManager> clients;
  private final ExchangeableSslContext context;
  private final List<Reloader> reloaders = new ArrayList<>();

  private ServerTlsContext(ServerTls tls, boolean grpc) {
    this.tls = tls;
    this.grpc = grpc;
    key =
        new Reloaded<>(
            () -> List.of(tls.cert().text(), tls.key().text()),
            texts -> TlsManagers.key(tls.cert(), tls.key(), texts));
    clients = tls.clientCa().map(ca -> authorities(tls, ca)).orElse(null);
    context = new ExchangeableSslContext(tls.options(), this::build);
  }

  private static Reloaded<X509TrustManager> authorities(ServerTls tls, Pem ca) {
    return new Reloaded<>(
        () -> List.of(ca.text()),
        texts -> TlsManagers.authorities(ca, texts.getFirst(), tls.includeSystemCas()));
  }

  /**
   * Reads the files.
   *
   * @param grpc whether HTTP/2 is negotiated (RFC 7301)
   * @throws ComponentException if a file cannot be read or is not what it should be
   */
  static ServerTlsContext open(ServerTls tls, ServerContext server, boolean grpc) {
    try {
      var opened = new ServerTlsContext(tls, grpc);
      opened.watch(server);
      return opened;
    } catch (IllegalArgumentException e) {
      throw new ComponentException(server.owner() + ": tls: " + e.getMessage(), e);
    }
  }

  private void watch(ServerContext server) {
    boolean files = tls.cert().file().isPresent() || tls.key().file().isPresent();
    if (files && tls.options().reloadInterval().isPositive()) {
      watch(server, tls.options().reloadInterval(), "certificate", key::refresh);
    }
    if (clients != null && tls.clientCaReload()) {
      watch(server, Reloader.INTERVAL, "client_ca_file", clients::refresh);
    }
  }

  private void watch(
      ServerContext server, Duration interval, String what, BooleanSupplier refresh) {
    reloaders.add(
        new Reloader(
            server.clock(),
            interval,
            server.logger(),
            "tls: " + what,
            () -> {
              boolean changed = refresh.getAsBoolean();
              if (changed) {
                context.exchange();
              }
              return changed;
            }));
  }

  private SslContext build() {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key.value())
              .sslProvider(SslProvider.JDK)
              .protocols(tls.options().protocols());
      if (clients != null) {
        builder.trustManager(clients.value()).clientAuth(ClientAuth.REQUIRE);
      }
      if (grpc) {
        GrpcSslContexts.configure(builder, SslProvider.JDK);
      }
      List<String> suites = tls.options().enabledSuites();
      if (!suites.isEmpty()) {
        builder.ciphers(suites);
      }
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  SslContext sslContext() {
    return context;
  }

  /** Stops looking for changes; connections go on. */
  @Override
  public void close() {
    reloaders.forEach(Reloader::close);
  }
}
