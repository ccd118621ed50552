// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.connector.datadog.DatadogConnectorFactory;
import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.encoding.Compression;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatadogConfigTest {

  private static final DatadogExporterFactory EXPORTER = new DatadogExporterFactory();
  private static final DatadogConnectorFactory CONNECTOR = new DatadogConnectorFactory();

  private static <C> C parse(Factory<C> factory, String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    C config = factory.parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    return config;
  }

  private static List<String> errors(Factory<?> factory, String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    factory.parseConfig(node);
    node.finish();
    return report.errors().stream().map(Object::toString).toList();
  }

  @Test
  void exporter_defaults() {
    var config = parse(EXPORTER, "api: {key: abc123}");
    var intake = (Destination.Intake) config.destination();
    assertThat(intake.traces()).hasToString("https://trace.agent.datadoghq.com/api/v0.2/traces");
    assertThat(intake.stats()).hasToString("https://trace.agent.datadoghq.com/api/v0.2/stats");
    assertThat(intake.validate()).hasToString("https://api.datadoghq.com/api/v1/validate");
    assertThat(intake.failOnInvalidKey()).isFalse();
    assertThat(config.compression()).isEqualTo(Compression.ZSTD);
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.mapping()).isEqualTo(MappingConfig.DEFAULT);
  }

  @Test
  void exporter_site_isInEveryAddress() {
    var config = parse(EXPORTER, "api: {key: abc123, site: datadoghq.eu}");
    var intake = (Destination.Intake) config.destination();
    assertThat(intake.traces().getHost()).isEqualTo("trace.agent.datadoghq.eu");
    assertThat(intake.validate().getHost()).isEqualTo("api.datadoghq.eu");
  }

  @Test
  void exporter_agent_defaults() {
    var config = parse(EXPORTER, "agent: {}");
    var agent = (Destination.Agent) config.destination();
    assertThat(agent.traces()).hasToString("http://localhost:8126/v0.4/traces");
    assertThat(agent.computedStats()).isFalse();
    assertThat(config.compression()).isEqualTo(Compression.NONE);
  }

  @Test
  void exporter_keyIsNeverPrinted() {
    var config = parse(EXPORTER, "api: {key: ' abcdef0123 '}");
    assertThat(config.toString()).doesNotContain("abcdef0123");
    assertThat(((Destination.Intake) config.destination()).key().value()).isEqualTo("abcdef0123");
    assertThat(errors(EXPORTER, "api: {key: hunter2}"))
        .singleElement()
        .asString()
        .contains("hexadecimal")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | api::key",
        "{api: {key: ''}} | api::key",
        "{api: {key: abc}, agent: {}} | beside api",
        "{agent: {}, traces: {endpoint: 'http://a'}} | agent::endpoint",
        "{agent: {version: v1.0}} | v0.7",
        "{agent: {endpoint: 'localhost:8126'}} | http://host:port",
        "{api: {key: abc, site: 'a b'}} | site",
        "{agent: {}, metrics: {}} | traces",
        "{agent: {}, logs: {}} | traces",
        "{agent: {}, host_metadata: {enabled: true}} | host_metadata",
        "{agent: {}, host_metadata: {enabled: false, tags: [a]}} | host metadata",
        "{agent: {}, orchestrator_explorer: {}} | traces",
        "{agent: {}, traces: {trace_buffer: 10}} | sending_queue",
        "{agent: {}, traces: {peer_tags: [a]}} | connector",
        "{agent: {}, traces: {compute_stats_by_span_kind: true}} | connector",
        "{agent: {}, traces: {peer_tags_aggregation: true}} | connector",
        "{agent: {}, traces: {ignore_resources: ['(']}} | regular expression",
        "{agent: {}, traces: {span_name_remappings: {a: ''}}} | span_name_remappings",
        "{agent: {}, traces: {naming: v3}} | v2",
        "{agent: {}, traces: {db_statements: hide}} | obfuscate",
        "{agent: {}, hostname: 'a b'} | hostname",
        "{agent: {}, compression: zstd} | gzip",
        "{api: {key: abc}, compression: none} | zstd",
        "{agent: {}, read_buffer_size: 5} | read_buffer_size"
      })
  void exporter_unsupported_isRefusedByName(String yaml, String hint) {
    assertThat(errors(EXPORTER, yaml)).singleElement().asString().contains(hint);
  }

  @Test
  void connector_defaults() {
    var config = parse(CONNECTOR, "api: {key: abc123}");
    assertThat(config.bucketInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.countsByKind()).isTrue();
    assertThat(config.peerTags()).contains("peer.service", "db.name", "_dd.base_service");
    assertThat(config.maxGroups()).isEqualTo(5000);
  }

  @Test
  void connector_peerTags_areAddedOrOff() {
    assertThat(parse(CONNECTOR, "{agent: {}, traces: {peer_tags: [mine]}}").peerTags())
        .contains("mine", "peer.service");
    assertThat(parse(CONNECTOR, "{agent: {}, traces: {peer_tags_aggregation: false}}").peerTags())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | api::key",
        "{agent: {version: v0.4}} | version",
        "{agent: {}, traces: {compute_top_level_by_span_kind: false}} | parent",
        "{agent: {}, traces: {trace_buffer: 10}} | trace_buffer",
        "{agent: {}, traces: {resource_attributes_as_container_tags: [a]}} | container",
        "{agent: {}, traces: {bucket_interval: 10ms}} | 1s to 10m",
        "{agent: {}, traces: {max_groups: 0}} | max_groups"
      })
  void connector_unsupported_isRefusedByName(String yaml, String hint) {
    assertThat(errors(CONNECTOR, yaml)).singleElement().asString().contains(hint);
  }
}
