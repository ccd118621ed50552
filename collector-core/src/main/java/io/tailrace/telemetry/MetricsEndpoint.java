// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tailrace.component.ComponentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics} over HTTP. One daemon thread answers one scrape after the other; a client
 * that takes longer than ten seconds for its request or the answer is cut off.
 */
final class MetricsEndpoint implements AutoCloseable {

  static {
    setDefault("sun.net.httpserver.maxReqTime", "10");
    setDefault("sun.net.httpserver.maxRspTime", "10");
    setDefault("jdk.httpserver.maxConnections", "64");
  }

  private final String host;
  private final int port;
  private final TextExposition exposition;
  private @Nullable HttpServer server;

  MetricsEndpoint(String host, int port, TextExposition exposition) {
    this.host = host;
    this.port = port;
    this.exposition = exposition;
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Listens and serves.
   *
   * @throws ComponentException if the address is not known or the port is in use, as the collector
   *     does
   */
  void start() {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ComponentException(
          "service::telemetry::metrics: host " + host + " (expected: a host name that is known)");
    }
    try {
      HttpServer created = HttpServer.create(address, 16);
      created.createContext("/", this::handle);
      startOnDaemonThread(created);
      server = created;
    } catch (IOException e) {
      throw new ComponentException(
          "service::telemetry::metrics: cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + e.getMessage()
              + " (expected: a free port, or level: none)",
          e);
    }
  }

  /** The server's thread inherits from its creator that it does not keep the process alive. */
  private static void startOnDaemonThread(HttpServer created) {
    Thread starter = Thread.ofPlatform().daemon().name("tailrace-metrics").start(created::start);
    try {
      starter.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The port that is listened on, also if 0 was configured. */
  int port() {
    return server == null ? port : server.getAddress().getPort();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals("/metrics")) {
        answer(exchange, 404, "not found (expected: /metrics)\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, method + " (expected: GET)\n");
      } else {
        answer(exchange, 200, exposition.write());
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set(
        "Content-Type", status == 200 ? TextExposition.CONTENT_TYPE : "text/plain; charset=utf-8");
    if (status == 200 && acceptsGzip(exchange)) {
      headers.set("Content-Encoding", "gzip");
      headers.set("Vary", "Accept-Encoding");
      body = gzip(body);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static boolean acceptsGzip(HttpExchange exchange) {
    for (String header : exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of())) {
      for (String coding : header.split(",", -1)) {
        String plain = coding.replace(" ", "").toLowerCase(Locale.ROOT);
        if (plain.equals("gzip")
            || (plain.startsWith("gzip;q=") && !plain.matches("gzip;q=0(\\.0*)?"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var packed = new ByteArrayOutputStream(body.length / 4);
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    }
    return packed.toByteArray();
  }
}
