// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.jaegertracing.internal.JaegerSpan;
import io.jaegertracing.internal.JaegerTracer;
import io.jaegertracing.internal.reporters.RemoteReporter;
import io.jaegertracing.internal.samplers.ConstSampler;
import io.jaegertracing.spi.Sender;
import io.jaegertracing.thrift.internal.senders.HttpSender;
import io.jaegertracing.thrift.internal.senders.UdpSender;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentracing.References;
import io.opentracing.tag.Tags;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jaeger's own Java client, by UDP and HTTP. */
class JaegerClientIT {

  private static final int MANY = 300;

  private final JaegerFixture fixture = JaegerFixture.start();

  @AfterEach
  void stop() {
    fixture.close();
  }

  enum Way {
    UDP {
      @Override
      Sender sender(JaegerFixture fixture) throws Exception {
        return new UdpSender("127.0.0.1", fixture.compactPort(), 0);
      }
    },
    /** Compact on the port that is for binary by custom. */
    UDP_TO_THE_OTHER_PORT {
      @Override
      Sender sender(JaegerFixture fixture) throws Exception {
        return new UdpSender("127.0.0.1", fixture.binaryPort(), 0);
      }
    },
    HTTP {
      @Override
      Sender sender(JaegerFixture fixture) throws Exception {
        return new HttpSender.Builder("http://127.0.0.1:" + fixture.httpPort() + "/api/traces")
            .build();
      }
    };

    abstract Sender sender(JaegerFixture fixture) throws Exception;
  }

  private JaegerTracer tracer(Way way) throws Exception {
    return new JaegerTracer.Builder("shop")
        .withReporter(
            new RemoteReporter.Builder()
                .withSender(way.sender(fixture))
                .withMaxQueueSize(2 * MANY)
                .build())
        .withSampler(new ConstSampler(true))
        .withTraceId128Bit()
        .withTag("deployment", "blue")
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void send_aTrace_arrivesWhole(Way way) throws Exception {
    JaegerSpan parent;
    JaegerSpan child;
    try (JaegerTracer tracer = tracer(way)) {
      parent =
          tracer
              .buildSpan("GET /basket")
              .withTag(Tags.SPAN_KIND.getKey(), Tags.SPAN_KIND_SERVER)
              .start();
      child =
          tracer
              .buildSpan("select")
              .asChildOf(parent)
              .addReference(References.FOLLOWS_FROM, parent.context())
              .withTag(Tags.ERROR.getKey(), true)
              .withTag("rows", 3)
              .start();
      child.log(1_700_000_000_000_000L, Map.of("event", "retry", "attempt", 2));
      child.finish();
      parent.finish();
    }
    JaegerFixture.await(() -> spans().size() == 2);

    ResourceSpans resource = fixture.spans.requests().getFirst().getResourceSpans(0);
    assertThat(value(resource.getResource().getAttributesList(), "service.name")).isEqualTo("shop");
    assertThat(value(resource.getResource().getAttributesList(), "deployment")).isEqualTo("blue");
    assertThat(value(resource.getResource().getAttributesList(), "host.name")).isNotEmpty();
    assertThat(value(resource.getResource().getAttributesList(), "opencensus.exporterversion"))
        .isEqualTo("Jaeger-Java-1.8.1");

    Span server = span("GET /basket");
    assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(hex(server.getTraceId().toByteArray())).isEqualTo(parent.context().getTraceId());
    assertThat(hex(server.getSpanId().toByteArray())).isEqualTo(parent.context().toSpanId());
    assertThat(server.getParentSpanId().isEmpty()).isTrue();
    assertThat(server.getFlags()).isEqualTo(1);

    Span client = span("select");
    assertThat(client.getTraceId()).isEqualTo(server.getTraceId());
    assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(client.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(client.getStartTimeUnixNano() / 1000).isEqualTo(child.getStart());
    assertThat((client.getEndTimeUnixNano() - client.getStartTimeUnixNano()) / 1000)
        .isEqualTo(child.getDuration());
    assertThat(client.getEventsList()).hasSize(1);
    assertThat(client.getEvents(0).getName()).isEqualTo("retry");
    assertThat(client.getEvents(0).getTimeUnixNano()).isEqualTo(1_700_000_000_000_000_000L);
    assertThat(client.getLinksList()).hasSize(1);
    assertThat(value(client.getLinks(0).getAttributesList(), "opentracing.ref_type"))
        .isEqualTo("follows_from");
  }

  @ParameterizedTest
  @EnumSource
  void send_manySpans_arriveAllAndAreCounted(Way way) throws Exception {
    try (JaegerTracer tracer = tracer(way)) {
      for (int i = 0; i < MANY; i++) {
        tracer.buildSpan("span " + i).start().finish();
      }
    }
    JaegerFixture.await(() -> spans().size() == MANY);
    assertThat(spans().stream().map(Span::getName).distinct().count()).isEqualTo(MANY);
    String transport =
        switch (way) {
          case UDP -> "udp_thrift_compact";
          case UDP_TO_THE_OTHER_PORT -> "udp_thrift_binary";
          case HTTP -> "collector_http";
        };
    JaegerFixture.await(
        () -> fixture.metric("receiver_accepted_spans", "transport", transport) == MANY);
  }

  private List<Span> spans() {
    return fixture.spans.spans();
  }

  private Span span(String name) {
    return spans().stream().filter(s -> s.getName().equals(name)).findFirst().orElseThrow();
  }

  private static String value(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElseThrow();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
