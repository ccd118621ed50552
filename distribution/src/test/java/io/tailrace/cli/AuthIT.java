// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tailrace.config.ConfigReport;
import io.tailrace.telemetry.Label;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers that ask for credentials, and the OpenTelemetry SDK and raw requests before them. */
class AuthIT {

  private static final String YAML =
      """
      extensions:
        basicauth/server:
          htpasswd: {inline: "ann:%s\\nbob:plain"}
        bearertokenauth: {tokens: [other, sesame]}
      receivers:
        otlp/basic:
          protocols:
            grpc: {endpoint: "127.0.0.1:%d", auth: {authenticator: basicauth/server}}
            http:
              endpoint: "127.0.0.1:%d"
              auth: {authenticator: basicauth/server}
              cors: {allowed_origins: ["https://shop.example"], allowed_headers: [authorization]}
        otlp/bearer:
          protocols:
            grpc: {endpoint: "127.0.0.1:%d", auth: {authenticator: bearertokenauth}}
            http:
              endpoint: "127.0.0.1:%d"
              auth: {authenticator: bearertokenauth, request_params: [authorization]}
      exporters: {debug: {verbosity: basic}}
      service:
        extensions: [basicauth/server, bearertokenauth]
        pipelines:
          traces: {receivers: [otlp/basic, otlp/bearer], exporters: [debug]}
        telemetry:
          logs: {level: error}
          metrics: {level: none}
      """;

  private final int[] ports = new int[4];
  private CollectorService service;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < ports.length; i++) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports[i] = socket.getLocalPort();
      }
    }
    String hash = BCrypt.withDefaults().hashToString(6, "se:cret".toCharArray());
    String yaml = YAML.formatted(hash, ports[0], ports[1], ports[2], ports[3]);
    // $ begins a reference in configurations
    var sources =
        new ConfigSources(List.of("yaml:" + yaml.replace("$", "$$")), List.of(), List.of());
    service = CollectorService.create(sources, Map.of(), Components.catalog(), new ConfigReport());
    service.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    assertThat(service.stop(Duration.ofSeconds(20))).isTrue();
    service.close();
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  private double attempts(String receiver, String transport, String outcome) {
    return service
        .metrics()
        .value(
            "tailrace_receiver_auth_attempts",
            new Label("receiver", receiver),
            new Label("transport", transport),
            new Label("outcome", outcome));
  }

  private double accepted(String receiver) {
    return service.metrics().value("receiver_accepted_spans", new Label("receiver", receiver));
  }

  private SpanExporter exporter(String receiver, String transport, String authorization) {
    int port = ports[(receiver.equals("otlp/basic") ? 0 : 2) + (transport.equals("grpc") ? 0 : 1)];
    if (transport.equals("grpc")) {
      var builder =
          OtlpGrpcSpanExporter.builder()
              .setEndpoint("http://127.0.0.1:" + port)
              .setRetryPolicy(null);
      return (authorization == null ? builder : builder.addHeader("authorization", authorization))
          .build();
    }
    var builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + port + "/v1/traces")
            .setRetryPolicy(null);
    return (authorization == null ? builder : builder.addHeader("Authorization", authorization))
        .build();
  }

  private static void export(SpanExporter exporter, int spans) {
    try (var provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      for (int i = 0; i < spans; i++) {
        provider.get("shop").spanBuilder("span").startSpan().end();
        provider.forceFlush().join(20, TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "otlp/basic, grpc, ann:se:cret, ann:se:cre",
    "otlp/basic, http, ann:se:cret, kim:se:cret",
    "otlp/basic, grpc, bob:plain, bob:other",
    "otlp/basic, http, bob:plain, bob:",
    "otlp/bearer, grpc, sesame, seesame",
    "otlp/bearer, http, other, Sesame",
  })
  void export_rightCredentialsOnly_arrive(
      String receiver, String transport, String right, String wrong) {
    boolean basic = receiver.equals("otlp/basic");
    export(exporter(receiver, transport, null), 1);
    export(exporter(receiver, transport, basic ? basic(wrong) : "Bearer " + wrong), 1);
    export(exporter(receiver, transport, "Other " + right), 1);
    assertThat(accepted(receiver)).isZero();
    assertThat(attempts(receiver, transport, "missing")).isEqualTo(2);
    assertThat(attempts(receiver, transport, "refused")).isEqualTo(1);
    assertThat(
            service
                .metrics()
                .value(
                    "receiver_rejected_requests",
                    new Label("receiver", receiver),
                    new Label("transport", transport),
                    new Label("reason", "unauthenticated")))
        .isEqualTo(3);
    export(exporter(receiver, transport, basic ? basic(right) : "Bearer " + right), 20);
    assertThat(accepted(receiver)).isEqualTo(20);
    assertThat(attempts(receiver, transport, "accepted")).isEqualTo(20);
  }

  private static final String HEAD =
      "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  /** Sends text and reads until the server closes, or the answers have ended. */
  private String raw(int port, String request, int answers) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var received = new ByteArrayOutputStream();
      while (count(received.toString(StandardCharsets.UTF_8)) < answers) {
        int b = socket.getInputStream().read();
        if (b < 0) {
          break;
        }
        received.write(b);
        while (socket.getInputStream().available() > 0) {
          received.write(socket.getInputStream().read());
        }
      }
      return received.toString(StandardCharsets.UTF_8);
    }
  }

  private static int count(String text) {
    return text.split("HTTP/1.1 [0-9]{3} (?s:.*?)\r\n\r\n", -1).length - 1;
  }

  @Test
  void http_refused_isAStatusWithAChallenge_beforeTheBodyIsRead() throws IOException {
    String answer =
        raw(ports[1], HEAD + "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n", 1);
    assertThat(answer)
        .startsWith("HTTP/1.1 401 Unauthorized\r\n")
        .containsIgnoringCase("www-authenticate: Basic realm=\"tailrace\", charset=\"UTF-8\"\r\n")
        .contains(
            "{\"code\":16,\"message\":\"authorization: missing (expected: Basic credentials)\"")
        .doesNotContain("100 Continue");
    assertThat(raw(ports[3], HEAD + "Content-Length: 99\r\nAuthorization: Bearer x1y2\r\n\r\n", 1))
        .startsWith("HTTP/1.1 401 Unauthorized\r\n")
        .containsIgnoringCase("www-authenticate: Bearer realm=\"tailrace\"\r\n")
        .contains("wrong credentials")
        .doesNotContain("x1y2");
  }

  @Test
  void http_unknownPath_isNotToldToStrangers() throws IOException {
    String request = "GET /secret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    assertThat(raw(ports[1], request + "\r\n", 1)).startsWith("HTTP/1.1 401");
    String known = request + "Authorization: " + basic("bob:plain") + "\r\n\r\n";
    assertThat(raw(ports[1], known, 1)).startsWith("HTTP/1.1 404");
  }

  @Test
  void http_preflight_needsNoCredentials() throws IOException {
    String preflight =
        "OPTIONS /v1/traces HTTP/1.1\r\nHost: x\r\nOrigin: https://shop.example\r\n"
            + "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization\r\n\r\n";
    assertThat(raw(ports[1], preflight, 1))
        .startsWith("HTTP/1.1 204")
        .contains("access-control-allow-origin: https://shop.example");
    String request = HEAD + "Origin: https://shop.example\r\nContent-Length: 2\r\n\r\n{}";
    assertThat(raw(ports[1], request, 1))
        .startsWith("HTTP/1.1 401")
        .contains("access-control-allow-origin: https://shop.example");
  }

  /** Some wait for bcrypt; the others, read with them, must not overtake them or get lost. */
  @Test
  void http_pipelinedWhileAResultIsAwaited_areAnsweredInOrder() throws IOException {
    String right = "Authorization: " + basic("ann:se:cret") + "\r\n";
    String body = "Content-Length: 2\r\n\r\n{}";
    String wrong = "Authorization: " + basic("ann:secret") + "\r\n";
    String five =
        (HEAD + right + body)
            + (HEAD + wrong + body)
            + (HEAD + body)
            + (HEAD + right + body)
            + (HEAD + wrong.replace("Basic ", "basic ") + body);
    String answers = raw(ports[1], five, 5);
    assertThat(Pattern.compile("HTTP/1.1 ([0-9]+)").matcher(answers).results())
        .extracting(status -> status.group(1))
        .containsExactly("200", "401", "401", "200", "401");
  }

  @Test
  void http_requestParams_standForTheHeader() throws IOException {
    String request =
        "POST /v1/traces?authorization=Bearer%20sesame HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    assertThat(raw(ports[3], request, 1)).startsWith("HTTP/1.1 200");
    assertThat(raw(ports[1], request, 1)).as("not configured").startsWith("HTTP/1.1 401");
  }
}
