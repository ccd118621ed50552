// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.Label;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tenants from a resource attribute, over a real connection. */
class TenantsTest {

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);

  private static ExporterFixture exporter(GrpcBackend backend, String tenant) {
    return new ExporterFixture(
        new OtlpGrpcExporterFactory(),
        "endpoint: 127.0.0.1:"
            + backend.port()
            + "\ntls: {insecure: true}\ntenant: {"
            + tenant
            + "}");
  }

  /** A batch with a {@code ResourceSpans} of one span for each name. */
  private static SpanBatch batch(String... services) {
    var all = ExportTraceServiceRequest.newBuilder();
    for (String service : services) {
      all.mergeFrom(TestTraces.request(service, TestTraces.span(1, 1, 0).build()));
    }
    return TestTraces.batch(all.build());
  }

  /** The number of spans that came for each tenant. */
  private static Map<String, Integer> spans(GrpcBackend backend) throws Exception {
    var spans = new TreeMap<String, Integer>();
    for (int i = 0; i < backend.requests.size(); i++) {
      var request = ExportTraceServiceRequest.parseFrom(backend.requests.get(i));
      String tenant = Objects.requireNonNullElse(backend.headers.get(i).get(HEADER), "none");
      spans.merge(tenant, request.getResourceSpansCount(), Integer::sum);
    }
    return spans;
  }

  @Test
  void partition_byAttribute_sendsOneRequestForEachTenant() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend, "from_resource_attribute: service.name, default: rest")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch("a", "b", "a", "no tenant", ""));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 5);
      assertThat(spans(backend)).isEqualTo(Map.of("a", 2, "b", 1, "rest", 2));
      assertThat(defaulted(fixture, "invalid")).isEqualTo(1);
      assertThat(defaulted(fixture, "missing")).isEqualTo(1);
    }
  }

  private static double defaulted(ExporterFixture fixture, String reason) {
    return fixture.metrics.value("exporter_default_tenant_spans", new Label("reason", reason));
  }

  @Test
  void partition_oneTenant_sendsTheBatchAsItIs() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend, "from_resource_attribute: service.name")) {
      fixture.exporter.start();
      var batch = batch("a", "a");
      fixture.exporter.consume(batch);
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 2);
      assertThat(backend.requests.getFirst()).isEqualTo(batch.bytes());
    }
  }

  @Test
  void partition_noAttributeAndNoDefault_sendsNoHeader() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture = exporter(backend, "from_resource_attribute: tenant")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch("a"));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 1);
      assertThat(spans(backend)).isEqualTo(Map.of("none", 1));
    }
  }

  @Test
  void partition_moreTenantsThanAllowed_goToTheDefault() throws Exception {
    try (var backend = new GrpcBackend();
        var fixture =
            exporter(
                backend, "from_resource_attribute: service.name, default: rest, max_tenants: 2")) {
      fixture.exporter.start();
      fixture.exporter.consume(batch("a", "b", "c", "d", "a"));
      fixture.await("arrival", () -> fixture.metric("exporter_sent_spans") == 5);
      assertThat(spans(backend)).isEqualTo(Map.of("a", 2, "b", 1, "rest", 2));
      assertThat(defaulted(fixture, "too_many")).isEqualTo(2);
    }
  }

  @Test
  void parse_wrong_isRefusedByName() {
    assertRefused("tenant: {default: a}", "from_resource_attribute", "missing");
    assertRefused("tenant: {from_resource_attribute: a, default: 'a b'}", "default", "letters");
    assertRefused("tenant: {from_resource_attribute: a, header: 'a:b'}", "header", "name");
    assertRefused(
        "{tenant: {from_resource_attribute: a}, headers: {x-scope-orgid: b}}", "header", "two");
    assertRefused("tenant: {from_resource_attribute: a, max_tenants: 0}", "max_tenants", "1");
  }

  private static void assertRefused(String yaml, String key, String hint) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    TenantConfig.parse(node, node.secretMap("headers").keySet());
    assertThat(report.errors()).hasSize(1);
    assertThat(report.errors().getFirst().toString()).contains(key).contains(hint);
  }
}
