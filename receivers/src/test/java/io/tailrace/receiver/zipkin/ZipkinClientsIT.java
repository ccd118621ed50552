// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.zipkin.ZipkinSpanExporter;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.reporter.AsyncReporter;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;
import zipkin2.reporter.brave.ZipkinSpanHandler;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/** Clients of Zipkin that applications use. */
@SuppressWarnings("deprecation") // what old applications use
class ZipkinClientsIT {

  private static final int SPANS = 500;

  private final ZipkinFixture fixture = new ZipkinFixture("");

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "JSON, /api/v2/spans, http_v2_json, true",
    "JSON, /api/v2/spans, http_v2_json, false",
    "PROTO3, /api/v2/spans, http_v2_proto, true",
    "THRIFT, /api/v1/spans, http_v1_thrift, true",
  })
  void report_fromBrave_arrivesComplete(
      Encoding encoding, String path, String transport, boolean compressed) throws Exception {
    BytesMessageSender sender =
        URLConnectionSender.newBuilder()
            .endpoint(fixture.url(path))
            .encoding(encoding)
            .compressionEnabled(compressed)
            .build();
    boolean isThrift = encoding == Encoding.THRIFT;
    try (sender;
        var reporter = isThrift ? AsyncReporter.create(sender) : null;
        var handler = isThrift ? null : AsyncZipkinSpanHandler.create(sender);
        var tracing =
            Tracing.newBuilder()
                .localServiceName("shop")
                .localIp("10.1.2.3")
                .addSpanHandler(isThrift ? ZipkinSpanHandler.create(reporter) : handler)
                .build()) {
      for (int i = 0; i < SPANS; i++) {
        var span = tracing.tracer().newTrace().name("get /" + i).kind(brave.Span.Kind.CLIENT);
        span.remoteServiceName("backend").tag("text", "äöü €").annotate("half way");
        span.start();
        if (i % 10 == 0) {
          span.error(new IllegalStateException("bad"));
        }
        span.finish();
      }
      if (isThrift) {
        reporter.flush();
      } else {
        handler.flush();
      }
      ZipkinFixture.await(() -> fixture.spans.spans().size() >= SPANS);
    }
    assertThat(fixture.spans.spans()).hasSize(SPANS).allSatisfy(this::isWhole);
    assertThat(fixture.spans.spans())
        .extracting(Span::getName)
        .contains("get /0", "get /" + (SPANS - 1))
        .doesNotHaveDuplicates();
    assertThat(fixture.spans.spans())
        .filteredOn(s -> s.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
        .hasSize(SPANS / 10);
    assertThat(fixture.metric("receiver_accepted_spans", "transport", transport)).isEqualTo(SPANS);
    assertThat(resources()).allSatisfy(r -> assertThat(serviceName(r)).isEqualTo("shop"));
  }

  private void isWhole(Span span) {
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(span.getAttributesList())
        .filteredOn(a -> a.getKey().equals("text"))
        .extracting(a -> a.getValue().getStringValue())
        .containsExactly("äöü €");
    assertThat(span.getEventsList()).extracting(Span.Event::getName).containsExactly("half way");
    assertThat(span.getStartTimeUnixNano()).isPositive();
  }

  private Iterable<ResourceSpans> resources() {
    return fixture.spans.requests().stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .toList();
  }

  private static String serviceName(ResourceSpans resource) {
    return resource.getResource().getAttributesList().stream()
        .filter(a -> a.getKey().equals("service.name"))
        .map((KeyValue a) -> a.getValue().getStringValue())
        .findAny()
        .orElse("");
  }

  @Test
  void export_fromOpenTelemetry_arrivesComplete() {
    var exporter = ZipkinSpanExporter.builder().setEndpoint(fixture.url("/api/v2/spans")).build();
    var processor = BatchSpanProcessor.builder(exporter).setMaxQueueSize(SPANS * 2).build();
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
        .filteredOn(s -> s.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
        .hasSize(SPANS / 10);
    assertThat(resources())
        .allSatisfy(
            r -> {
              assertThat(r.getScopeSpans(0).getScope().getName()).isEqualTo("shop");
              assertThat(r.getScopeSpans(0).getScope().getVersion()).isEqualTo("1.2");
            });
  }
}
