// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.Label;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend that refuses a whole request for one bad span, or for its size. */
class PoisonSpanIT {

  private static final int SPANS = 500;

  private static SpanBatch batch(String poison) {
    return batch(poison, "good");
  }

  private static SpanBatch batch(String poison, String second) {
    var spans =
        IntStream.rangeClosed(1, SPANS)
            .mapToObj(
                i ->
                    TestTraces.span(i, i, 0)
                        .setName(i == 321 ? poison : i == 77 ? second : "good")
                        .build())
            .toArray(Span[]::new);
    return TestTraces.batch(TestTraces.request("shop", spans));
  }

  private static ExporterFixture exporter(GrpcBackend backend) {
    return new ExporterFixture(
        new OtlpGrpcExporterFactory(),
        "endpoint: 127.0.0.1:" + backend.port() + "\ntls: {insecure: true}");
  }

  private static ExporterFixture exporter(GrpcBackend backend, String compression) {
    return new ExporterFixture(
        new OtlpGrpcExporterFactory(),
        "endpoint: 127.0.0.1:%d\ntls: {insecure: true}\ncompression: %s\n"
                .formatted(backend.port(), compression)
            + "retry_on_failure: {initial_interval: 1ms, max_interval: 10ms}");
  }

  private static boolean isPoisoned(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .anyMatch(span -> span.getName().equals("poison"));
  }

  private void assertOnlyThePoisonIsDropped(Status refusal) throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend)) {
      backend.judge =
          bytes ->
              isPoisoned(GrpcBackend.parse(bytes)) ? GrpcBackend.Answer.failure(refusal) : null;
      fixture.exporter.start();
      fixture.exporter.consume(batch("poison"));
      fixture.await("the rest", () -> fixture.metric("exporter_sent_spans") == SPANS - 1);
      fixture.await(
          "the drop",
          () ->
              fixture.metrics.value("exporter_dropped_spans", new Label("reason", "invalid_span"))
                  == 1);
      assertThat(backend.spans()).hasSize(SPANS - 1).noneMatch(s -> s.getName().equals("poison"));
      assertThat(backend.headers).hasSizeLessThan(25);
    }
  }

  @Test
  void send_invalidArgument_dropsTheBadSpanAlone() throws Exception {
    assertOnlyThePoisonIsDropped(Status.INVALID_ARGUMENT.withDescription("bad span id"));
  }

  @Test
  void send_unreadableForGo_dropsTheBadSpanAlone() throws Exception {
    assertOnlyThePoisonIsDropped(
        Status.INTERNAL.withDescription(
            "grpc: error unmarshalling request: string field contains invalid UTF-8"));
  }

  /** A server of grpc-java, and its own limit. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd"})
  void send_largerThanGrpcJavaTakes_isSplit(String compression) throws Exception {
    try (var backend = GrpcBackend.withLimit(20_000);
        var fixture = exporter(backend, compression)) {
      fixture.exporter.start();
      fixture.exporter.consume(batch("good"));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == SPANS);
      assertThat(backend.spans()).hasSize(SPANS);
      assertThat(fixture.metric("exporter_send_failed_spans")).isZero();
    }
  }

  @Test
  void send_oneSpanLargerThanGrpcJavaTakes_isDroppedAlone() throws Exception {
    try (var backend = GrpcBackend.withLimit(20_000);
        var fixture = exporter(backend, "none")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch("x".repeat(30_000)));
      fixture.await("the rest", () -> fixture.metric("exporter_sent_spans") == SPANS - 1);
      fixture.await(
          "the drop",
          () ->
              fixture.metrics.value("exporter_dropped_spans", new Label("reason", "too_large"))
                  == 1);
    }
  }

  /** Servers of grpc-java up to 1.6x break the call off. */
  @Test
  void send_largerThanAnOldServerTakes_isSplit() throws Exception {
    var cancelled =
        Status.CANCELLED.withDescription("RST_STREAM closed stream. HTTP/2 error code: CANCEL");
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend, "none")) {
      backend.judge =
          bytes -> bytes.length > 4 << 20 ? GrpcBackend.Answer.failure(cancelled) : null;
      fixture.exporter.start();
      fixture.exporter.consume(batch("x".repeat(3 << 20), "y".repeat(3 << 20)));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == SPANS);
      assertThat(fixture.metric("exporter_send_failed_spans")).isZero();
    }
  }

  @Test
  void send_smallAndCancelled_isTriedAgain() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend, "none")) {
      for (int i = 0; i < 5; i++) {
        backend.script.add(GrpcBackend.Answer.failure(Status.CANCELLED));
      }
      fixture.exporter.start();
      fixture.exporter.consume(batch("good"));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == SPANS);
      assertThat(backend.requests).as("whole").hasSize(1);
    }
  }

  @Test
  void send_largerThanTheBackendTakes_isSplit() throws Exception {
    var tooLarge =
        Status.RESOURCE_EXHAUSTED.withDescription(
            "grpc: received message after decompression larger than max 20000");
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend)) {
      backend.judge = bytes -> bytes.length > 20_000 ? GrpcBackend.Answer.failure(tooLarge) : null;
      var batch = batch("good");
      assertThat(batch.length()).isGreaterThan(50_000);
      fixture.exporter.start();
      fixture.exporter.consume(batch);
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == SPANS);
      assertThat(backend.spans()).hasSize(SPANS);
      assertThat(fixture.metric("exporter_send_failed_spans")).isZero();
    }
  }
}
