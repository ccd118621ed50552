// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.ComponentException;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.Label;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpGrpcExporterTest {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static SpanBatch batch(int trace, int spans) {
    var all = new Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(trace, i + 1, i).build();
    }
    return TestTraces.batch(TestTraces.request("shop", all));
  }

  private static ExporterFixture exporter(int port, String more) {
    return new ExporterFixture(
        new OtlpGrpcExporterFactory(),
        "endpoint: 127.0.0.1:" + port + "\ntls: {insecure: true}\n" + more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void send_everyCompression_arrivesByteForByte(String compression) throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend.port(), "compression: " + compression)) {
      fixture.exporter.start();
      var batch = batch(1, 2000);
      fixture.exporter.consume(batch);
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 2000);
      assertThat(backend.requests.getFirst()).isEqualTo(batch.bytes());
      String encoding =
          backend
              .headers
              .getFirst()
              .get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER));
      assertThat(encoding == null ? "none" : encoding).isEqualTo(compression);
    }
  }

  @Test
  void send_headersAndUserAgent_areThere() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture =
            exporter(
                backend.port(),
                "headers: {X-Token: secret}\nbalancer_name: pick_first\nkeepalive: {time: 30s}\nwait_for_ready: true")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch(1, 1));
      fixture.await("arrival", () -> backend.requests.size() == 1);
      var headers = backend.headers.getFirst();
      assertThat(headers.get(Metadata.Key.of("x-token", Metadata.ASCII_STRING_MARSHALLER)))
          .isEqualTo("secret");
      assertThat(headers.get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER)))
          .startsWith("Tailrace");
    }
  }

  @Test
  void send_flappingBackend_everythingArrives() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (var fixture =
        exporter(
            port, "retry_on_failure: {initial_interval: 50ms, max_interval: 100ms}\ntimeout: 2s")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch(1, 5));
      fixture.await("a failed attempt", () -> fixture.metric("exporter_in_flight_requests") == 1);
      try (var backend = new GrpcBackend(port, null, null, false)) {
        backend.script.add(GrpcBackend.Answer.failure(Status.UNAVAILABLE));
        backend.script.add(GrpcBackend.Answer.failure(Status.ABORTED));
        fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 5);
        assertThat(backend.spans()).hasSize(5);
      }
    }
  }

  @Test
  void send_permanentCodes_areDroppedAndCounted() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend.port(), "")) {
      fixture.exporter.start();
      backend.script.add(GrpcBackend.Answer.failure(Status.PERMISSION_DENIED));
      backend.script.add(GrpcBackend.Answer.failure(Status.RESOURCE_EXHAUSTED));
      fixture.exporter.consume(batch(1, 5));
      fixture.exporter.consume(batch(2, 6));
      fixture.await("drops", () -> fixture.metric("exporter_send_failed_spans") == 11);
      assertThat(
              fixture.metrics.value(
                  "exporter_dropped_spans", new Label("reason", "permanent_error")))
          .isEqualTo(11);
    }
  }

  @Test
  void send_resourceExhaustedWithRetryInfo_isSentAgainAfterThatTime() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend.port(), "retry_on_failure: {initial_interval: 1ms}")) {
      fixture.exporter.start();
      var trailers = new Metadata();
      trailers.put(DETAILS, retryInfo());
      backend.script.add(new GrpcBackend.Answer(Status.RESOURCE_EXHAUSTED, new byte[0], trailers));
      long before = fixture.clock.nanoTime();
      fixture.exporter.consume(batch(1, 5));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 5);
      assertThat(fixture.clock.nanoTime() - before).isGreaterThan(300_000_000L);
    }
  }

  /** {@code Status{code 8, details [Any{RetryInfo{300 ms}}]}}. */
  private static byte[] retryInfo() throws IOException {
    var url = "type.googleapis.com/google.rpc.RetryInfo".getBytes(StandardCharsets.US_ASCII);
    var any =
        io.opentelemetry.proto.common.v1.KeyValue.newBuilder()
            .setKeyBytes(com.google.protobuf.ByteString.copyFrom(url))
            .build()
            .toByteArray();
    var duration = com.google.protobuf.Duration.newBuilder().setNanos(300_000_000).build();
    var info = new java.io.ByteArrayOutputStream();
    info.write(0x0A);
    info.write(duration.getSerializedSize());
    duration.writeTo(info);
    var out = new java.io.ByteArrayOutputStream();
    out.write(new byte[] {0x08, 8, 0x1A, (byte) (any.length + 2 + info.size())});
    out.write(any);
    out.write(0x12);
    out.write(info.size());
    info.writeTo(out);
    return out.toByteArray();
  }

  @Test
  void send_partialSuccess_isCounted() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend.port(), "")) {
      fixture.exporter.start();
      backend.script.add(
          GrpcBackend.Answer.ok(
              ExportTraceServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportTracePartialSuccess.newBuilder()
                          .setRejectedSpans(2)
                          .setErrorMessage("too old"))
                  .build()
                  .toByteArray()));
      fixture.exporter.consume(batch(1, 5));
      fixture.await("drops", () -> fixture.metric("exporter_send_failed_spans") == 2);
      assertThat(fixture.metric("exporter_sent_spans")).isEqualTo(3);
    }
  }

  @Test
  void send_invalidUtf8_isRepairedAndCounted() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend.port(), "")) {
      fixture.exporter.start();
      byte[] bytes = batch(1, 2).bytes().clone();
      bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("/orders/17")] = (byte) 0xFF;
      fixture.exporter.consume(SpanBatch.owned(bytes, 2));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 2);
      assertThat(backend.spans()).hasSize(2);
      assertThat(fixture.metric("exporter_repaired_spans")).isEqualTo(1);
    }
  }

  @Test
  void send_50000TracesAtOnce_allArriveWithDefaults() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend.port(), "")) {
      fixture.exporter.start();
      int refused = 0;
      for (int i = 0; i < 50_000; i += 1000) {
        while (fixture.exporter.consume(batch(i, 7000)) instanceof ConsumeResult.Refused) {
          refused++;
          Thread.onSpinWait();
        }
      }
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 350_000);
      assertThat(refused).isZero();
      assertThat(backend.requests).hasSize(50);
    }
  }

  @Test
  void stop_backendDown_endsAtItsDeadlineAndCounts() {
    try (var fixture = exporter(1, "")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch(1, 5));
      long before = fixture.clock.nanoTime();
      fixture.stop(Duration.ofMillis(200));
      assertThat(fixture.clock.nanoTime() - before).isLessThan(2_000_000_000L);
      assertThat(fixture.metrics.value("exporter_dropped_spans", new Label("reason", "shutdown")))
          .isEqualTo(5);
    }
  }

  @Test
  void tls_trustedAndUntrusted(@TempDir Path dir) throws Exception {
    var server = TestCertificate.create(dir, "server");
    try (var backend =
        new GrpcBackend(0, server.certificate().toFile(), server.key().toFile(), false)) {
      String endpoint = "endpoint: localhost:" + backend.port() + "\n";
      try (var fixture =
          new ExporterFixture(
              new OtlpGrpcExporterFactory(),
              endpoint + "tls: {ca_file: " + server.certificate() + "}")) {
        assertArrives(fixture);
      }
      try (var fixture =
          new ExporterFixture(
              new OtlpGrpcExporterFactory(), endpoint + "tls: {insecure_skip_verify: true}")) {
        assertArrives(fixture);
      }
      try (var fixture = new ExporterFixture(new OtlpGrpcExporterFactory(), endpoint)) {
        fixture.exporter.start();
        fixture.exporter.consume(batch(1, 5));
        fixture.stop(Duration.ofSeconds(1));
        assertThat(fixture.metric("exporter_send_failed_spans")).isEqualTo(5);
      }
      assertThat(backend.requests).hasSize(2);
    }
  }

  @Test
  void tls_mutual_withAndWithoutClientCertificate(@TempDir Path dir) throws Exception {
    var pair = TestCertificate.create(dir, "both");
    try (var backend = new GrpcBackend(0, pair.certificate().toFile(), pair.key().toFile(), true)) {
      String yaml =
          "endpoint: localhost:" + backend.port() + "\ntls: {ca_file: " + pair.certificate();
      String client = ", cert_file: " + pair.certificate() + ", key_file: " + pair.key() + "}";
      try (var fixture = new ExporterFixture(new OtlpGrpcExporterFactory(), yaml + client)) {
        assertArrives(fixture);
      }
      try (var fixture = new ExporterFixture(new OtlpGrpcExporterFactory(), yaml + "}")) {
        fixture.exporter.start();
        fixture.exporter.consume(batch(1, 5));
        fixture.stop(Duration.ofSeconds(1));
        assertThat(fixture.metric("exporter_send_failed_spans")).isEqualTo(5);
      }
    }
  }

  private static void assertArrives(ExporterFixture fixture) {
    fixture.exporter.start();
    fixture.exporter.consume(batch(1, 5));
    fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 5);
  }

  @Test
  void start_missingCaFile_saysWhichKey() {
    try (var fixture =
        new ExporterFixture(
            new OtlpGrpcExporterFactory(), "endpoint: a:1\ntls: {ca_file: /no/such.pem}")) {
      assertThatThrownBy(() -> fixture.exporter.start())
          .isInstanceOf(ComponentException.class)
          .hasMessageContaining("ca_file")
          .hasMessageContaining("/no/such.pem");
    }
  }
}
