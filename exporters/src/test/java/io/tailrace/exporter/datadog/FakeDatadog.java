// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.function.ToIntFunction;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * Datadog and its Agent, as strict as either: what they would refuse is answered with 400, 403 or
 * 413 and kept apart.
 */
public final class FakeDatadog implements AutoCloseable {

  /** The key that is valid. */
  public static final String KEY = "0123456789abcdef0123456789abcdef";

  private static final int MAX_BYTES = 3_200_000;

  /** A request that was taken: its body is decompressed. */
  public record Taken(String path, com.sun.net.httpserver.Headers headers, byte[] body) {}

  /** The requests that were taken. */
  public final List<Taken> taken = new CopyOnWriteArrayList<>();

  /** Why others were not. */
  public final List<String> refused = new CopyOnWriteArrayList<>();

  /** Status codes for the next requests with a body; 200 or 202 when there is none left. */
  public final Queue<Integer> script = new ConcurrentLinkedQueue<>();

  /** The status for a body that was decompressed; 0 to take it. */
  public volatile ToIntFunction<byte[]> judge = _ -> 0;

  /** How often the key was tried. */
  public final List<String> validated = new CopyOnWriteArrayList<>();

  private final HttpServer server;

  public FakeDatadog() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens. */
  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.equals("/api/v1/validate")) {
      String key = exchange.getRequestHeaders().getFirst("DD-API-KEY");
      validated.add(exchange.getRequestMethod());
      answer(exchange, KEY.equals(key) ? 200 : 403, "{\"valid\":true}");
      return;
    }
    Integer scripted = script.poll();
    if (scripted != null) {
      answer(exchange, scripted, "scripted");
      return;
    }
    String fault = fault(exchange, path);
    byte[] plain = fault.isEmpty() ? decompressed(exchange, body) : body;
    if (fault.isEmpty() && plain.length > MAX_BYTES) {
      fault = "413 " + plain.length + " bytes";
    }
    if (!fault.isEmpty()) {
      refused.add(fault);
      answer(exchange, Integer.parseInt(fault.substring(0, 3)), fault);
      return;
    }
    int judged = judge.applyAsInt(plain);
    if (judged != 0) {
      answer(exchange, judged, "judged");
      return;
    }
    taken.add(new Taken(path, exchange.getRequestHeaders(), plain));
    boolean toAgent = !path.startsWith("/api/");
    answer(exchange, toAgent ? 200 : 202, toAgent ? "{\"rate_by_service\":{}}" : "{}");
  }

  private static String fault(HttpExchange exchange, String path) {
    var headers = exchange.getRequestHeaders();
    String type = String.valueOf(headers.getFirst("Content-Type"));
    boolean isStats = path.endsWith("/stats");
    if (!exchange.getRequestMethod().equals("POST")) {
      return "405 " + exchange.getRequestMethod();
    }
    if (!path.matches("/api/v0.2/(traces|stats)|/v0.[457]/traces|/v0.6/stats")) {
      return "404 " + path;
    }
    if (path.startsWith("/api/")) {
      if (!KEY.equals(headers.getFirst("DD-Api-Key"))) {
        return "403 key";
      }
      return type.equals(isStats ? "application/msgpack" : "application/x-protobuf")
          ? ""
          : "415 " + type;
    }
    if (!type.equals("application/msgpack")) {
      return "415 " + type;
    }
    return isStats || headers.containsKey("X-Datadog-Trace-Count") ? "" : "400 no trace count";
  }

  private static byte[] decompressed(HttpExchange exchange, byte[] body) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    String encoding = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    return switch (encoding) {
      case "gzip" -> new GZIPInputStream(in).readAllBytes();
      case "zstd" -> new com.github.luben.zstd.ZstdInputStream(in).readAllBytes();
      case "null" -> body;
      default -> throw new IOException("encoding " + encoding);
    };
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
