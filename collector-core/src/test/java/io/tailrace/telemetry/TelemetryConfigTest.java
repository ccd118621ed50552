// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.telemetry.log.LogConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class TelemetryConfigTest {

  private final ConfigReport report = new ConfigReport();

  private TelemetryConfig parse(String yaml) {
    var node = ConfigNodes.parse(yaml, report);
    TelemetryConfig config = TelemetryConfig.parse(node);
    node.finish();
    return config;
  }

  private List<String> errors() {
    return report.errors().stream().map(ConfigProblem::message).toList();
  }

  @Test
  void parse_empty_givesTheCollectorsDefaults() {
    assertThat(parse("")).isEqualTo(TelemetryConfig.DEFAULT);
    assertThat(errors()).isEmpty();
  }

  @Test
  void parse_everything_isRead() {
    var config =
        parse(
            """
            metrics:
              level: Detailed
              readers:
                - pull:
                    exporter:
                      prometheus:
                        host: 0.0.0.0
                        port: 9999
                        without_scope_info: false
                        without_units: false
                        without_type_suffix: false
                        with_resource_constant_labels:
                          included: [service.name]
            logs:
              level: DEBUG
              encoding: json
              development: true
              disable_caller: true
              disable_stacktrace: true
              sampling: {enabled: true, tick: 1s, initial: 2, thereafter: 3}
              output_paths: [stdout, a.log]
              error_output_paths: [stdout]
              initial_fields: {zone: a}
            traces: {level: none}
            resource:
              service.name: edge
              service.instance.id:
            """);
    assertThat(errors()).isEmpty();
    assertThat(config)
        .isEqualTo(
            new TelemetryConfig(
                MetricLevel.DETAILED,
                List.of(
                    new TelemetryConfig.Reader(
                        "0.0.0.0",
                        9999,
                        new ExpositionStyle(
                            false,
                            false,
                            false,
                            Optional.of(
                                new ExpositionStyle.ResourceLabels(
                                    List.of("service.name"), List.of()))))),
                new LogConfig(
                    Level.DEBUG,
                    true,
                    LogConfig.Encoding.JSON,
                    false,
                    false,
                    Optional.of(new LogConfig.Sampling(Duration.ofSeconds(1), 2, 3)),
                    List.of("stdout", "a.log"),
                    List.of("stdout"),
                    Map.of("zone", "a")),
                Map.of("service.name", "edge", "service.instance.id", "")));
    assertThat(Telemetry.resource(config.resource(), "1.0"))
        .isEqualTo(Map.of("service.name", "edge", "service.version", "1.0"));
  }

  @Test
  void parse_resourceAttributes_isTheDeclarativeForm() {
    var config = parse("resource: {attributes: [{name: service.name, value: x}]}");
    assertThat(errors()).isEmpty();
    assertThat(config.resource()).isEqualTo(Map.of("service.name", "x"));
  }

  @Test
  void parse_levelNone_servesNothing() {
    assertThat(parse("metrics: {level: none, readers: []}").readers()).isEmpty();
    assertThat(errors()).isEmpty();
  }

  @Test
  void parse_whatIsNotSupported_isRejectedByName() {
    parse(
        """
        metrics:
          address: localhost:8888
          level: loud
          views: []
          readers: []
        logs:
          processors: []
          level: fine
          encoding: xml
          sampling: {tick: 0s}
          colour: true
        traces:
          level: basic
          processors: []
        """);
    assertThat(errors())
        .containsExactlyInAnyOrder(
            "removed from the collector in v0.123 (expected: readers: [{pull: {exporter:"
                + " {prometheus: {host: ..., port: ...}}}}])",
            "loud (expected: one of basic, detailed, none, normal)",
            "not supported (expected: absent)",
            "empty (expected: at least one reader, or level: none)",
            "not supported (expected: absent)",
            "fine (expected: one of debug, error, info, warn)",
            "xml (expected: one of console, json)",
            "PT0S (expected: >= 1ms, or enabled: false)",
            "unknown key colour",
            "traces of the collector itself are not supported (expected: none)",
            "not supported (expected: absent)");
  }

  @Test
  void parse_otherReaders_areRejected() {
    parse("metrics: {readers: [{periodic: {exporter: {}}}, {}, {pull: {exporter: {}}}]}");
    assertThat(errors())
        .contains(
            "not supported (expected: absent)",
            "no reader (expected: pull: {exporter: {prometheus: ...}})",
            "none that is known (expected: prometheus)");
  }
}
