// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** {@link ExchangeableSslContext} for clients of Java itself. Thread-safe. */
final class ExchangeableJdkContext extends SSLContext {

  private final Current current;

  /**
   * Makes a context.
   *
   * @param factory makes the context of the keys as they are now
   */
  ExchangeableJdkContext(Supplier<SSLContext> factory) {
    this(new Current(factory));
  }

  private ExchangeableJdkContext(Current current) {
    super(current, current.delegate.getProvider(), current.delegate.getProtocol());
    this.current = current;
  }

  /** From now on new connections use the keys as they are now. */
  void exchange() {
    current.exchange();
  }

  private static final class Current extends SSLContextSpi {

    private final Supplier<SSLContext> factory;
    private volatile SSLContext delegate;

    Current(Supplier<SSLContext> factory) {
      this.factory = factory;
      delegate = factory.get();
    }

    synchronized void exchange() {
      delegate = factory.get();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw new UnsupportedOperationException("its keys are those that it was made with");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return delegate.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return delegate.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return delegate.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return delegate.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return delegate.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return delegate.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return delegate.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return delegate.getSupportedSSLParameters();
    }
  }
}
