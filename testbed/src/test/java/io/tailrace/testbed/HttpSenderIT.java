// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.net.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP client of the load generator against the JDK's server. */
class HttpSenderIT {

  private final EventLoops eventLoops = new EventLoops(1);
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<SendOutcome> outcomes = new LinkedBlockingQueue<>();
  private HttpServer server;
  private volatile int status = 202;
  private volatile boolean closes;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + body);
          if (closes) {
            exchange.getResponseHeaders().set("Connection", "close");
          }
          exchange.getResponseHeaders().set("Retry-After", "3");
          exchange.sendResponseHeaders(status, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    eventLoops.close();
  }

  private SendOutcome send(HttpSender sender, String body) throws InterruptedException {
    eventLoops
        .group()
        .next()
        .execute(() -> sender.send(body.getBytes(StandardCharsets.UTF_8), outcomes::add));
    return outcomes.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void send_severalTimes_isAcceptedEachTime() throws Exception {
    try (var sender = new HttpSender(server.getAddress(), eventLoops, "/x", "text/plain")) {
      assertThat(send(sender, "a")).isEqualTo(new SendOutcome.Accepted(0));
      assertThat(send(sender, "b")).isEqualTo(new SendOutcome.Accepted(0));
    }
    assertThat(received).containsExactly("/x text/plain a", "/x text/plain b");
  }

  @Test
  void send_serverClosesEachConnection_connectsAgain() throws Exception {
    closes = true;
    try (var sender = new HttpSender(server.getAddress(), eventLoops, "/x", "text/plain")) {
      for (int i = 0; i < 5; i++) {
        assertThat(send(sender, "a" + i)).isEqualTo(new SendOutcome.Accepted(0));
      }
    }
    assertThat(received).hasSize(5);
  }

  @Test
  void send_refused_saysHowLongToWait() throws Exception {
    status = 429;
    try (var sender = new HttpSender(server.getAddress(), eventLoops, "/x", "text/plain")) {
      assertThat(send(sender, "a"))
          .isEqualTo(new SendOutcome.Refused("HTTP 429", Duration.ofSeconds(3)));
    }
  }

  @Test
  void send_nobodyListens_isRefused() throws Exception {
    InetSocketAddress address = server.getAddress();
    server.stop(0);
    try (var sender = new HttpSender(address, eventLoops, "/x", "text/plain")) {
      assertThat(send(sender, "a")).isInstanceOf(SendOutcome.Refused.class);
    }
  }

  @Test
  void outcome_badRequest_isFailedForGood() {
    assertThat(HttpSender.outcome(400, null)).isEqualTo(new SendOutcome.Failed("HTTP 400"));
    assertThat(HttpSender.outcome(500, "soon"))
        .isEqualTo(new SendOutcome.Refused("HTTP 500", Duration.ZERO));
  }
}
