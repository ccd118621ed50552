// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * A TLS context whose keys and authorities can be exchanged: connections that are open keep what
 * they have agreed on, new ones take the new. Sessions do not survive the exchange, so that nobody
 * resumes one whose certificate is not trusted any more. Thread-safe.
 */
final class ExchangeableSslContext extends SslContext {

  private final TlsOptions options;
  private final Supplier<SslContext> factory;
  private volatile SslContext current;

  /**
   * Makes a context.
   *
   * @param factory makes the context of the keys and authorities as they are now
   */
  ExchangeableSslContext(TlsOptions options, Supplier<SslContext> factory) {
    this.options = options;
    this.factory = factory;
    current = factory.get();
  }

  /** From now on new connections use the keys and authorities as they are now. */
  synchronized void exchange() {
    current = factory.get();
  }

  @Override
  public boolean isClient() {
    return current.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return current.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the superclass
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current.applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return limited(current.newEngine(allocator));
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
    return limited(current.newEngine(allocator, host, port));
  }

  private SSLEngine limited(SSLEngine engine) {
    options.limit(engine);
    return engine;
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current.sessionContext();
  }
}
