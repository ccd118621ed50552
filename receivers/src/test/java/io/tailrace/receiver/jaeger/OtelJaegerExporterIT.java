// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The last release of OpenTelemetry's exporter for Jaeger, by gRPC. It goes with an old SDK, so it
 * lives in a class loader of its own, with the jars that the build puts into {@code target}.
 */
class OtelJaegerExporterIT {

  private static final Path JARS = Path.of("target", "opentelemetry-jaeger");
  private static final Path TEST_CLASSES = Path.of("target", "test-classes");

  @Test
  void export_aTrace_arrivesWhole() throws Exception {
    try (var fixture = JaegerFixture.start()) {
      assertThat(export("http://127.0.0.1:" + fixture.grpcPort())).isZero();
      check(fixture);
    }
  }

  private static int export(String endpoint) throws Exception {
    var urls = new ArrayList<URL>();
    urls.add(TEST_CLASSES.toUri().toURL());
    try (Stream<Path> jars = Files.list(JARS)) {
      for (Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    try (var loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      var export =
          (ToIntFunction<?>)
              loader
                  .loadClass(OtelJaegerExport.class.getName())
                  .getDeclaredConstructor()
                  .newInstance();
      @SuppressWarnings("unchecked")
      var typed = (ToIntFunction<String>) export;
      return typed.applyAsInt(endpoint);
    }
  }

  private static void check(JaegerFixture fixture) {
    Span server = span(fixture, "GET /basket");
    Span client = span(fixture, "select");
    assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(server.getParentSpanId().isEmpty()).isTrue();
    assertThat(client.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(client.getTraceId()).isEqualTo(server.getTraceId());
    assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(client.getStatus())
        .isEqualTo(
            Status.newBuilder()
                .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                .setMessage("no such table")
                .build());
    assertThat(client.getStartTimeUnixNano()).isLessThan(client.getEndTimeUnixNano());
    assertThat(client.getEventsList()).hasSize(1);
    assertThat(client.getEvents(0).getName()).isEqualTo("retry");
    assertThat(value(client.getEvents(0).getAttributesList(), "attempt").getIntValue())
        .isEqualTo(2);
    assertThat(value(client.getAttributesList(), "rows").getIntValue()).isEqualTo(3);
    assertThat(value(client.getAttributesList(), "cold").getBoolValue()).isTrue();
    assertThat(value(client.getAttributesList(), "ratio").getDoubleValue()).isEqualTo(0.5);

    ResourceSpans resource = fixture.spans.requests().getFirst().getResourceSpans(0);
    assertThat(value(resource.getResource().getAttributesList(), "service.name").getStringValue())
        .isEqualTo("shop");
    assertThat(resource.getScopeSpans(0).getScope().getName()).isEqualTo("io.tailrace.shop");
    assertThat(resource.getScopeSpans(0).getScope().getVersion()).isEqualTo("1.2");
  }

  private static Span span(JaegerFixture fixture, String name) {
    return fixture.spans.spans().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static AnyValue value(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElseThrow();
  }
}
