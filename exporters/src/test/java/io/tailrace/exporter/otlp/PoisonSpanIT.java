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

/** A backend that refuses a whole request for one bad span, or for its size. */
class PoisonSpanIT {

  private static final int SPANS = 500;

  private static SpanBatch batch(String poison) {
    var spans =
        IntStream.rangeClosed(1, SPANS)
            .mapToObj(i -> TestTraces.span(i, i, 0).setName(i == 321 ? poison : "good").build())
            .toArray(Span[]::new);
    return TestTraces.batch(TestTraces.request("shop", spans));
  }

  private static ExporterFixture exporter(GrpcBackend backend) {
    return new ExporterFixture(
        new OtlpGrpcExporterFactory(),
        "endpoint: 127.0.0.1:" + backend.port() + "\ntls: {insecure: true}");
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
