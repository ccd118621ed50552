// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.healthcheck;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers 200 while spans are taken and 503 before and after. */
final class HealthCheckExtension implements Extension {

  private final HealthCheckConfig config;
  private final Clock clock;
  private @Nullable HttpServer server;
  private volatile long readySinceUnixNanos;

  HealthCheckExtension(HealthCheckConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void start() {
    Endpoint endpoint =
        Endpoint.parse(config.endpoint())
            .orElseThrow(() -> new ComponentException("endpoint: " + config.endpoint()));
    var address =
        endpoint.host().isEmpty()
            ? new InetSocketAddress(endpoint.port())
            : new InetSocketAddress(endpoint.host(), endpoint.port());
    try {
      var created = HttpServer.create(address, 0);
      created.createContext("/", this::answer);
      created.start();
      server = created;
    } catch (IOException e) {
      throw new ComponentException(
          "cannot listen on " + config.endpoint() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void ready() {
    readySinceUnixNanos = clock.unixNanos();
  }

  @Override
  public void notReady() {
    readySinceUnixNanos = 0;
  }

  @Override
  public void stop(Deadline deadline) {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** The port that is listened on. */
  int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(config.path())) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      long since = readySinceUnixNanos;
      boolean custom = config.healthyBody().isPresent();
      byte[] body = body(since).getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("Content-Type", custom ? "text/plain; charset=utf-8" : "application/json");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(
          since == 0 ? 503 : 200, head || body.length == 0 ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private String body(long since) {
    if (since == 0) {
      return config
          .unhealthyBody()
          .orElse(
              """
              {"status":"Server not available","upSince":"0001-01-01T00:00:00Z","uptime":""}""");
    }
    return config.healthyBody().orElseGet(() -> upBody(since));
  }

  private String upBody(long since) {
    Instant start = Instant.ofEpochSecond(0, since);
    double seconds = Duration.ofNanos(clock.unixNanos() - since).toMillis() / 1e3;
    return "{\"status\":\"Server available\",\"upSince\":\""
        + start
        + "\",\"uptime\":\""
        + seconds
        + "s\"}";
  }
}
