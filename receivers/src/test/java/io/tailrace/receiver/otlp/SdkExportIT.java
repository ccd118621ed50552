// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tailrace.pipeline.ConsumeResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exporters of the OpenTelemetry SDK against the receiver. */
class SdkExportIT {

  private static final int SPANS = 1500;

  private final ReceiverFixture fixture = ReceiverFixture.start();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private SpanExporter exporter(String protocol, String compression) {
    return protocol.equals("grpc")
        ? OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + fixture.grpcPort())
            .setCompression(compression)
            .build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + fixture.httpPort() + "/v1/traces")
            .setCompression(compression)
            .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc/none", "grpc/gzip", "http/none", "http/gzip"})
  void export_fromSdk_arrivesComplete(String mode) {
    String[] parts = mode.split("/");
    var processor =
        BatchSpanProcessor.builder(exporter(parts[0], parts[1]))
            .setMaxQueueSize(SPANS * 2)
            .setScheduleDelay(Duration.ofMillis(50))
            .build();
    try (var provider = SdkTracerProvider.builder().addSpanProcessor(processor).build()) {
      var tracer = provider.get("shop", "1.2");
      for (int i = 0; i < SPANS; i++) {
        var span = tracer.spanBuilder("GET /" + i).setSpanKind(SpanKind.SERVER).startSpan();
        span.setAttribute("n", i).setAttribute("text", "äöü €");
        span.addEvent("e", Attributes.of(AttributeKey.booleanKey("b"), true));
        if (i % 10 == 0) {
          span.setStatus(StatusCode.ERROR, "bad");
        }
        span.end();
      }
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
    assertThat(fixture.spans.spans()).hasSize(SPANS);
    assertThat(fixture.spans.spans())
        .extracting(Span::getName)
        .contains("GET /0", "GET /" + (SPANS - 1))
        .doesNotHaveDuplicates();
    assertThat(fixture.spans.spans())
        .filteredOn(s -> s.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
        .hasSize(SPANS / 10);
    assertThat(fixture.metric("receiver_accepted_spans", "transport", parts[0])).isEqualTo(SPANS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc/none", "http/gzip"})
  void export_refusedAtFirst_isSentAgain(String mode) throws Exception {
    String[] parts = mode.split("/");
    fixture.spans.answer(new ConsumeResult.Refused("full", Duration.ofMillis(10)));
    var processor = BatchSpanProcessor.builder(exporter(parts[0], parts[1])).build();
    try (var provider = SdkTracerProvider.builder().addSpanProcessor(processor).build()) {
      provider.get("shop").spanBuilder("a").startSpan().end();
      var flushed = provider.forceFlush();
      ReceiverFixture.await(
          () -> fixture.metric("receiver_refused_spans", "transport", parts[0]) > 0);
      fixture.spans.answer(ConsumeResult.ACCEPTED);
      assertThat(flushed.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
    assertThat(fixture.spans.spans()).hasSize(1);
  }
}
