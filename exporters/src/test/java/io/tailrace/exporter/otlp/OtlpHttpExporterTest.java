// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.net.HttpAnswer;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.Label;
import io.tailrace.time.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpHttpExporterTest {

  private record Seen(String path, String type, String encoding, String token, byte[] body) {}

  private record Answer(int status, String type, String retryAfter, byte[] body) {}

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    seen.add(
        new Seen(
            exchange.getRequestURI().getPath(),
            headers.getFirst("Content-Type"),
            String.valueOf(headers.getFirst("Content-Encoding")),
            String.valueOf(headers.getFirst("X-Token")),
            exchange.getRequestBody().readAllBytes()));
    var next = script.poll();
    var answer = next == null ? new Answer(200, "", "", new byte[0]) : next;
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (!answer.retryAfter().isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
    }
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  private static SpanBatch batch(int spans) {
    var all = new Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(1, i + 1, i).build();
    }
    return TestTraces.batch(TestTraces.request("shop", all));
  }

  private ExporterFixture exporter(String more) {
    return new ExporterFixture(
        new OtlpHttpExporterFactory(),
        "endpoint: http://127.0.0.1:" + server.getAddress().getPort() + "\n" + more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "deflate", "none"})
  void send_everyCompression_arrivesByteForByte(String compression) throws Exception {
    try (var fixture = exporter("compression: " + compression + "\nheaders: {X-Token: t}")) {
      fixture.exporter.start();
      var batch = batch(2000);
      fixture.exporter.consume(batch);
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 2000);
      var request = seen.getFirst();
      assertThat(request.path()).isEqualTo("/v1/traces");
      assertThat(request.type()).isEqualTo("application/x-protobuf");
      assertThat(request.token()).isEqualTo("t");
      assertThat(request.encoding()).isEqualTo(compression.equals("none") ? "null" : compression);
      assertThat(decoded(request)).isEqualTo(batch.bytes());
    }
  }

  private static byte[] decoded(Seen request) throws IOException {
    InputStream body = new ByteArrayInputStream(request.body());
    var decoder =
        switch (request.encoding()) {
          case "gzip" -> new GZIPInputStream(body);
          case "deflate" -> new InflaterInputStream(body);
          case "zstd" -> new com.github.luben.zstd.ZstdInputStream(body);
          default -> body;
        };
    return decoder.readAllBytes();
  }

  @Test
  void send_json_isOtlpJson() throws Exception {
    try (var fixture = exporter("encoding: json\ncompression: none")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch(1));
      fixture.await("arrival", () -> seen.size() == 1);
      assertThat(seen.getFirst().type()).isEqualTo("application/json");
      assertThat(new String(seen.getFirst().body(), StandardCharsets.UTF_8))
          .contains("\"spanId\":\"0000000000000001\"");
    }
  }

  @Test
  void send_tracesEndpoint_isTakenAsItIs() {
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/custom";
    try (var fixture =
        new ExporterFixture(new OtlpHttpExporterFactory(), "traces_endpoint: " + endpoint)) {
      fixture.exporter.start();
      fixture.exporter.consume(batch(1));
      fixture.await("arrival", () -> seen.size() == 1);
      assertThat(seen.getFirst().path()).isEqualTo("/custom");
    }
  }

  @Test
  void send_retryableStatuses_areSentAgain_othersAreNot() {
    try (var fixture = exporter("retry_on_failure: {initial_interval: 1ms, max_interval: 5ms}")) {
      fixture.exporter.start();
      for (int status : new int[] {429, 502, 503, 504}) {
        script.add(new Answer(status, "text/plain", "", new byte[0]));
      }
      fixture.exporter.consume(batch(3));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 3);
      assertThat(seen).hasSize(5);
      script.add(new Answer(401, "text/plain", "", "no".getBytes(StandardCharsets.UTF_8)));
      fixture.exporter.consume(batch(4));
      fixture.await("drop", () -> fixture.metric("exporter_send_failed_spans") == 4);
      assertThat(seen).hasSize(6);
    }
  }

  @Test
  void send_partialSuccess_protoAndJson() {
    try (var fixture = exporter("")) {
      fixture.exporter.start();
      script.add(
          new Answer(
              200,
              "application/x-protobuf",
              "",
              ExportTraceServiceResponse.newBuilder()
                  .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setRejectedSpans(2))
                  .build()
                  .toByteArray()));
      fixture.exporter.consume(batch(5));
      fixture.await("drops", () -> fixture.metric("exporter_send_failed_spans") == 2);
      script.add(
          new Answer(
              202,
              "application/json",
              "",
              "{\"partialSuccess\":{\"rejectedSpans\":\"3\",\"errorMessage\":\"old\"}}"
                  .getBytes(StandardCharsets.UTF_8)));
      fixture.exporter.consume(batch(5));
      fixture.await("drops", () -> fixture.metric("exporter_send_failed_spans") == 5);
      assertThat(fixture.metric("exporter_sent_spans")).isEqualTo(5);
    }
  }

  @Test
  void send_hugeResponse_isNotKept() {
    try (var fixture = exporter("")) {
      fixture.exporter.start();
      script.add(new Answer(400, "text/plain", "", new byte[5_000_000]));
      fixture.exporter.consume(batch(1));
      fixture.await("drop", () -> fixture.metric("exporter_send_failed_spans") == 1);
    }
  }

  @Test
  void stop_backendDown_countsAsDropped() {
    try (var fixture =
        new ExporterFixture(new OtlpHttpExporterFactory(), "endpoint: http://127.0.0.1:1")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch(5));
      fixture.stop(Duration.ofMillis(200));
      assertThat(fixture.metrics.value("exporter_dropped_spans", new Label("reason", "shutdown")))
          .isEqualTo(5);
    }
  }

  @Test
  void retryAfter_secondsAndDate() {
    var clock = new FakeClock();
    assertThat(retryAfter("17", clock)).isEqualTo(Duration.ofSeconds(17));
    assertThat(retryAfter("Wed, 01 Jan 2020 12:00:31 GMT", clock))
        .isEqualTo(Duration.ofSeconds(1_577_880_031L).minusNanos(clock.unixNanos()));
    assertThat(retryAfter("Wed, 01 Jan 2003 12:00:31 GMT", clock)).isZero();
    assertThat(retryAfter("soon", clock)).isZero();
  }

  private static Duration retryAfter(String header, FakeClock clock) {
    var reply = new HttpAnswer(503, Optional.empty(), Optional.of(header), new byte[0]);
    var outcome = OtlpHttpTransport.outcome(reply, clock);
    return ((ExportOutcome.Retryable) outcome).retryAfter();
  }

  @Test
  void tls_trustedAndUntrusted(@TempDir Path dir) throws Exception {
    var certificate = TestCertificate.create(dir, "server");
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(dir.resolve("server.p12"))) {
      keys.load(in, "changeit".toCharArray());
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    var https = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.createContext("/", this::handle);
    https.start();
    try {
      String endpoint = "endpoint: https://localhost:" + https.getAddress().getPort() + "\n";
      for (String tls :
          List.of("ca_file: " + certificate.certificate(), "insecure_skip_verify: true")) {
        try (var fixture =
            new ExporterFixture(new OtlpHttpExporterFactory(), endpoint + "tls: {" + tls + "}")) {
          fixture.exporter.start();
          fixture.exporter.consume(batch(5));
          fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 5);
        }
      }
      try (var fixture = new ExporterFixture(new OtlpHttpExporterFactory(), endpoint)) {
        fixture.exporter.start();
        fixture.exporter.consume(batch(5));
        fixture.stop(Duration.ofSeconds(1));
        assertThat(fixture.metric("exporter_send_failed_spans")).isEqualTo(5);
      }
    } finally {
      https.stop(0);
    }
  }
}
