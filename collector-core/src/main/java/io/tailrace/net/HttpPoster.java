// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;

/**
 * Talks to HTTP backends: HTTP/1.1 without TLS, HTTP/2 or 1.1 with it. Thread-safe. Its own
 * threads, because Java's client brings them.
 */
public final class HttpPoster implements AutoCloseable {

  /** How much of a response is read, in bytes (as the collector's exporter does). */
  public static final int MAX_RESPONSE_BYTES = 64 * 1024;

  private static final int THREADS = 2;

  private final HttpClient client;
  private final ExecutorService threads;
  private final HttpClientConfig config;
  private final String userAgent;

  /**
   * Makes a client; nothing is connected yet.
   *
   * @param userAgent what the client calls itself
   * @throws IllegalArgumentException if a certificate or key cannot be used
   */
  public HttpPoster(HttpClientConfig config, String userAgent) {
    this.config = config;
    this.userAgent = userAgent;
    var pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tailrace-http-", 1).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
    var builder = HttpClient.newBuilder().executor(pool);
    if (!config.tls().insecure()) {
      builder
          .sslContext(ClientTrust.load(config.tls()).context())
          .sslParameters(parameters(config.tls()));
    }
    config
        .proxy()
        .map(proxy -> new InetSocketAddress(proxy.getHost(), port(proxy)))
        .map(ProxySelector::of)
        .ifPresent(builder::proxy);
    client = builder.build();
  }

  private static int port(URI proxy) {
    return proxy.getPort() < 0 ? 80 : proxy.getPort();
  }

  private static SSLParameters parameters(ClientTls tls) {
    var parameters = new SSLParameters();
    parameters.setProtocols(tls.protocols().toArray(String[]::new));
    if (!tls.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
    }
    return parameters;
  }

  /**
   * Posts a body.
   *
   * @param headers beside those of the configuration
   * @param timeout how long the exchange may take; zero for as long as it likes
   * @return completes with an exception if there is no answer
   */
  public CompletableFuture<HttpAnswer> post(
      URI uri, Map<String, String> headers, byte[] body, Duration timeout) {
    return exchange(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        uri,
        headers,
        timeout);
  }

  /** Asks for a resource; else like {@link #post}. */
  public CompletableFuture<HttpAnswer> get(URI uri, Map<String, String> headers, Duration timeout) {
    return exchange(HttpRequest.newBuilder(uri).GET(), uri, headers, timeout);
  }

  private CompletableFuture<HttpAnswer> exchange(
      HttpRequest.Builder request, URI uri, Map<String, String> headers, Duration timeout) {
    boolean plain = "http".equals(uri.getScheme());
    request
        .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
        .header("User-Agent", userAgent);
    config.headers().forEach((name, value) -> request.setHeader(name, value.value()));
    headers.forEach(request::setHeader);
    var exchange = client.sendAsync(request.build(), _ -> new CappedBody(MAX_RESPONSE_BYTES));
    var reply = exchange.thenApply(HttpPoster::reply);
    if (timeout.isZero()) {
      return reply;
    }
    return reply
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
              }
            });
  }

  private static HttpAnswer reply(HttpResponse<byte[]> response) {
    return new HttpAnswer(
        response.statusCode(),
        response.headers().firstValue("content-type"),
        response.headers().firstValue("retry-after"),
        response.body());
  }

  /** Cancels the requests in flight and closes the connections. */
  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
