// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.time.FakeClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients on their way to a host that only the proxy of the environment could know. */
class ClientProxyIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final EventLoops loops = new EventLoops(1);
  private final BlockingQueue<String> requestLines = new LinkedBlockingQueue<>();
  private ServerSocket proxy;

  @BeforeEach
  void startProxy() throws IOException {
    proxy = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /** Notes what is asked for; answers a POST, and refuses to CONNECT. */
  private void serve() {
    while (!proxy.isClosed()) {
      try (var socket = proxy.accept();
          var in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        String first = String.valueOf(in.readLine());
        for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {
          // the rest of the head
        }
        requestLines.add(first);
        String status = first.startsWith("POST") ? "200 OK" : "502 Bad Gateway";
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException _) {
        // the client has gone, or the test has ended
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    loops.close();
  }

  private ClientContext context(Map<String, String> environment) {
    return new ClientContext(
        loops,
        new FakeClock(),
        LoggerFactory.getLogger(ClientProxyIT.class),
        "test",
        name -> {
          throw new AssertionError(name);
        },
        environment);
  }

  private Map<String, String> proxies() {
    String url = "http://127.0.0.1:" + proxy.getLocalPort();
    return Map.of("HTTPS_PROXY", url, "HTTP_PROXY", url, "NO_PROXY", "direct.invalid");
  }

  @Test
  void grpc_asksTheProxyToConnect() throws Exception {
    var config =
        ConfigNodes.parse(
            "{endpoint: 'backend.invalid:4317', tls: {insecure: true}}", new ConfigReport());
    try (var client = new GrpcClient(GrpcClientConfig.parse(config), context(proxies()))) {
      var reply = client.call("a.B/C", Body.of(new byte[0]), "identity", TIMEOUT);
      assertThat(requestLines.poll(10, TimeUnit.SECONDS))
          .isEqualTo("CONNECT backend.invalid:4317 HTTP/1.1");
      assertThat(reply.get(20, TimeUnit.SECONDS).code()).isEqualTo(GrpcReply.UNAVAILABLE);
    }
  }

  @Test
  void http_goesThroughTheProxy_unlessNoProxyNamesTheHost() throws Exception {
    var config = ConfigNodes.parse("{}", new ConfigReport());
    try (var poster = new HttpPoster(HttpClientConfig.parse(config), context(proxies()))) {
      var answer = post(poster, "http://backend.invalid/v1/traces");
      assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(requestLines.poll(10, TimeUnit.SECONDS))
          .isEqualTo("POST http://backend.invalid/v1/traces HTTP/1.1");
      assertThat(post(poster, "https://backend.invalid/v1/traces"))
          .failsWithin(Duration.ofSeconds(20));
      assertThat(requestLines.poll(10, TimeUnit.SECONDS))
          .isEqualTo("CONNECT backend.invalid:443 HTTP/1.1");
      assertThat(post(poster, "http://direct.invalid/v1/traces"))
          .failsWithin(Duration.ofSeconds(20));
      assertThat(requestLines).isEmpty();
    }
  }

  private static java.util.concurrent.CompletableFuture<HttpAnswer> post(
      HttpPoster poster, String uri) {
    return poster.post(URI.create(uri), Map.of(), new byte[0], TIMEOUT);
  }

  @Test
  void http_proxyUrlOfTheConfiguration_goesBeforeTheEnvironment() throws Exception {
    var config =
        ConfigNodes.parse(
            "proxy_url: http://127.0.0.1:" + proxy.getLocalPort(), new ConfigReport());
    var environment = Map.of("HTTP_PROXY", "http://127.0.0.1:9");
    try (var poster = new HttpPoster(HttpClientConfig.parse(config), context(environment))) {
      assertThat(post(poster, "http://backend.invalid/").get(20, TimeUnit.SECONDS).status())
          .isEqualTo(200);
    }
  }
}
