// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.auth.ClientAuthenticator.Credentials;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable ClientTlsContext tls;
  private final @Nullable ClientAuthenticator authenticator;

  /**
   * Makes a client; nothing is connected yet.
   *
   * @throws IllegalArgumentException if a certificate, key or proxy cannot be used
   * @throws io.tailrace.component.ComponentException if there is no such authenticator
   */
  public HttpPoster(HttpClientConfig config, ClientContext context) {
    this.config = config;
    userAgent = context.userAgent();
    authenticator = context.authenticator(config.auth());
    ProxySelector proxies =
        config
            .proxy()
            .map(proxy -> new InetSocketAddress(proxy.getHost(), port(proxy)))
            .map(ProxySelector::of)
            .orElseGet(() -> new EnvironmentProxies(context.environment()).selector());
    tls = config.tls().insecure() ? null : new ClientTlsContext(config.tls(), context);
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
    var builder = HttpClient.newBuilder().executor(pool).proxy(proxies);
    if (tls != null) {
      builder.sslContext(tls.http()).sslParameters(config.tls().options().parameters());
    }
    client = builder.build();
  }

  private static int port(URI proxy) {
    return proxy.getPort() < 0 ? 80 : proxy.getPort();
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
    return post(uri, headers, Body.of(body), timeout);
  }

  /**
   * Posts a body that goes back to a pool. Only an answer that says success says too that the whole
   * body was read; after any other end the client may still be writing it, and it is left.
   */
  public CompletableFuture<HttpAnswer> post(
      URI uri, Map<String, String> headers, Body body, Duration timeout) {
    var publisher = new BodyPublisher(body);
    return exchange(new Exchange("POST", uri, headers, publisher, timeout))
        .whenComplete(
            (answer, _) -> {
              if (answer == null || answer.status() / 100 != 2) {
                body.leave();
              }
            });
  }

  /** Asks for a resource; else like {@link #post}. */
  public CompletableFuture<HttpAnswer> get(URI uri, Map<String, String> headers, Duration timeout) {
    return exchange(new Exchange("GET", uri, headers, BodyPublishers.noBody(), timeout));
  }

  private record Exchange(
      String method,
      URI uri,
      Map<String, String> headers,
      HttpRequest.BodyPublisher body,
      Duration timeout) {}

  private CompletableFuture<HttpAnswer> exchange(Exchange exchange) {
    return authenticator == null
        ? send(exchange, null)
        : authenticated(exchange, authenticator, true);
  }

  /**
   * Sends a request with credentials.
   *
   * @param again whether it is tried once more if the server does not believe them
   */
  private CompletableFuture<HttpAnswer> authenticated(
      Exchange exchange, ClientAuthenticator from, boolean again) {
    return from.credentials()
        .toCompletableFuture()
        .thenCompose(
            credentials ->
                send(exchange, credentials)
                    .thenCompose(
                        answer ->
                            answer.status() == 401 && from.rejected(credentials) && again
                                ? authenticated(exchange, from, false)
                                : CompletableFuture.completedFuture(answer)));
  }

  private CompletableFuture<HttpAnswer> send(Exchange exchange, @Nullable Credentials credentials) {
    boolean plain = "http".equals(exchange.uri().getScheme());
    var request =
        HttpRequest.newBuilder(exchange.uri())
            .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
            .header("User-Agent", userAgent)
            .method(exchange.method(), exchange.body());
    config.headers().forEach((name, value) -> request.setHeader(name, value.value()));
    exchange.headers().forEach(request::setHeader);
    if (credentials != null) {
      request.setHeader(credentials.header(), credentials.value());
    }
    var sent = client.sendAsync(request.build(), _ -> new CappedBody(MAX_RESPONSE_BYTES));
    var reply = sent.thenApply(HttpPoster::reply);
    if (exchange.timeout().isZero()) {
      return reply;
    }
    return reply
        .orTimeout(exchange.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                sent.cancel(true);
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
    if (tls != null) {
      tls.close();
    }
  }
}
