// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.tailrace.config.ConfigReport;
import io.tailrace.telemetry.Label;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exporters that say who they are to receivers that want to know: a collector sends to itself. */
class ClientAuthIT {

  private static final String YAML =
      """
      extensions:
        basicauth/server: {htpasswd: {inline: "ann:sesame"}}
        basicauth/client: {client_auth: {username: ann, password: sesame}}
        bearertokenauth/server: {tokens: [token2]}
        bearertokenauth/client: {token: token2}
        oauth2client:
          client_id: id
          client_secret: secret
          token_url: http://127.0.0.1:%1$d/token
      receivers:
        otlp/in: {protocols: {grpc: {endpoint: "127.0.0.1:%2$d"}}}
        otlp/basic:
          protocols:
            grpc: {endpoint: "127.0.0.1:%3$d", auth: {authenticator: basicauth/server}}
            http: {endpoint: "127.0.0.1:%4$d", auth: {authenticator: basicauth/server}}
        otlp/bearer:
          protocols:
            grpc: {endpoint: "127.0.0.1:%5$d", auth: {authenticator: bearertokenauth/server}}
            http: {endpoint: "127.0.0.1:%6$d", auth: {authenticator: bearertokenauth/server}}
      exporters:
        debug: {verbosity: basic}
        otlp_grpc/basic:
          endpoint: http://127.0.0.1:%3$d
          auth: {authenticator: basicauth/client}
        otlp_http/basic:
          endpoint: http://127.0.0.1:%4$d
          auth: {authenticator: basicauth/client}
        otlp_grpc/bearer:
          endpoint: http://127.0.0.1:%5$d
          auth: {authenticator: bearertokenauth/client}
        otlp_http/bearer:
          endpoint: http://127.0.0.1:%6$d
          auth: {authenticator: bearertokenauth/client}
        otlp_grpc/oauth:
          endpoint: http://127.0.0.1:%5$d
          auth: {authenticator: oauth2client}
        otlp_http/oauth:
          endpoint: http://127.0.0.1:%6$d
          auth: {authenticator: oauth2client}
      service:
        extensions:
          - basicauth/server
          - basicauth/client
          - bearertokenauth/server
          - bearertokenauth/client
          - oauth2client
        pipelines:
          traces/out: {receivers: [otlp/basic, otlp/bearer], exporters: [debug]}
          traces/in: {receivers: [otlp/in], exporters: [%7$s]}
        telemetry:
          logs: {level: error}
          metrics: {level: none}
      """;

  private final AtomicInteger tokens = new AtomicInteger();
  private HttpServer tokenServer;
  private CollectorService service;
  private int port;

  @BeforeEach
  void startTokenServer() throws IOException {
    tokenServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    tokenServer.createContext(
        "/token",
        exchange -> {
          String token =
              "{\"access_token\":\"token%d\",\"expires_in\":3600}"
                  .formatted(Math.min(2, tokens.incrementAndGet()));
          byte[] body = token.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    tokenServer.start();
  }

  private void start(String exporters) throws IOException {
    int[] ports = new int[5];
    for (int i = 0; i < ports.length; i++) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports[i] = socket.getLocalPort();
      }
    }
    port = ports[0];
    String yaml =
        YAML.formatted(
            tokenServer.getAddress().getPort(),
            ports[0],
            ports[1],
            ports[2],
            ports[3],
            ports[4],
            exporters);
    var sources = new ConfigSources(List.of("yaml:" + yaml), List.of(), List.of());
    var report = new ConfigReport();
    service = CollectorService.create(sources, Map.of(), Components.catalog(), report);
    assertThat(report.warnings())
        .allSatisfy(
            warning -> assertThat(warning.toString()).contains("credentials travel in plain text"));
    service.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (service != null) {
      assertThat(service.stop(Duration.ofSeconds(20))).isTrue();
      service.close();
    }
    tokenServer.stop(0);
  }

  private void send(int spans) {
    var exporter = OtlpGrpcSpanExporter.builder().setEndpoint("http://127.0.0.1:" + port).build();
    try (var provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      for (int i = 0; i < spans; i++) {
        provider.get("shop").spanBuilder("span").startSpan().end();
        // one at a time: the SDK's client refuses more than five calls at once
        assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
      }
    }
  }

  private double accepted(String receiver, String transport) {
    return service
        .metrics()
        .value(
            "receiver_accepted_spans",
            new Label("receiver", receiver),
            new Label("transport", transport));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  @Test
  void basicAndBearer_bothTransports_arrive() throws Exception {
    start("otlp_grpc/basic, otlp_http/basic, otlp_grpc/bearer, otlp_http/bearer");
    send(10);
    for (String receiver : List.of("otlp/basic", "otlp/bearer")) {
      for (String transport : List.of("grpc", "http")) {
        await(() -> accepted(receiver, transport) == 10);
      }
    }
    assertThat(service.metrics().value("exporter_send_failed_spans")).isZero();
  }

  /** The first token is not valid there: the request is sent again with the next one, once. */
  @Test
  void oauth2_tokenThatIsRefused_isReplacedWithoutLoss() throws Exception {
    start("otlp_grpc/oauth");
    send(5);
    await(() -> accepted("otlp/bearer", "grpc") == 5);
    assertThat(tokens).hasValue(2);
    assertThat(service.metrics().value("exporter_send_failed_spans")).isZero();
  }

  @Test
  void oauth2_overHttp_isReplacedWithoutLoss() throws Exception {
    start("otlp_http/oauth");
    send(5);
    await(() -> accepted("otlp/bearer", "http") == 5);
    assertThat(tokens).hasValue(2);
    assertThat(service.metrics().value("exporter_send_failed_spans")).isZero();
  }
}
