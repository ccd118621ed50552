// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectorConfigTest {

  private static List<String> errors(String yaml) {
    var report = new ConfigReport();
    CollectorConfig.parse(ConfigNodes.parse(yaml, report), new FakeComponents().catalog());
    return report.errors().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void parse_validConfig_hasNoErrors() {
    assertThat(
            errors(
                """
                receivers: {fake: , fake/unused: {wait: 1s}}
                exporters: {copy: {token: abc}}
                service: {pipelines: {traces/x: {receivers: [fake], exporters: [copy]}}}
                """))
        .isEmpty();
  }

  @Test
  void parse_empty_asksForPipelines() {
    assertThat(errors(""))
        .containsExactly("config.yaml:1:1: service: no pipelines (expected: at least traces)");
    assertThat(errors("service: {pipelines: {}}"))
        .containsExactly(
            "config.yaml:1:11: service::pipelines: no pipelines (expected: at least traces)");
  }

  @Test
  void parse_unknownKeys_areReportedEverywhere() {
    assertThat(
            errors(
                """
                recievers: {}
                receivers:
                  fake:
                    wiat: 1s
                exporters: {fake: }
                service:
                  pipelines:
                    traces: {receivers: [fake], exporter: [x], exporters: [fake]}
                  telemtry: {}
                """))
        .containsExactly(
            "config.yaml:1:1: unknown key recievers",
            "config.yaml:4:5: receivers::fake: unknown key wiat, did you mean wait?",
            "config.yaml:8:33: service::pipelines::traces: unknown key exporter",
            "config.yaml:9:3: service: unknown key telemtry, did you mean telemetry?");
  }

  @Test
  void parse_unknownTypes_sayWhatThereIs() {
    assertThat(
            errors(
                """
                receivers: {fakw: , prometheus: , 9x: }
                processors: {filelog: }
                exporters: {cpoy/2: }
                service: {pipelines: {traces: {receivers: [fakw], exporters: [cpoy/2]}}}
                """))
        .containsExactly(
            "config.yaml:1:13: receivers::fakw: there is no receiver fakw (available: fake), did"
                + " you mean fake?",
            "config.yaml:1:21: receivers::prometheus: there is no receiver prometheus: it is for"
                + " metrics, Tailrace handles traces only",
            "config.yaml:1:35: receivers::9x: component type: \"9x\" (expected: a letter, then"
                + " letters, digits or _, at most 63)",
            "config.yaml:2:14: processors::filelog: there is no processor filelog: it is for logs,"
                + " Tailrace handles traces only",
            "config.yaml:3:13: exporters::cpoy/2: there is no exporter cpoy (available: copy,"
                + " fake), did you mean copy?");
  }

  @Test
  void parse_badReferences_areReportedWhereTheyStand() {
    assertThat(
            errors(
                """
                receivers: {fake: }
                processors: {fake: }
                exporters: {fake/1: }
                service:
                  extensions: [health]
                  pipelines:
                    traces:
                      receivers: [fake, fkae]
                      processors: [fake, fake]
                      exporters: [fake/2, a b/]
                    traces/none:
                      receivers: []
                    metrics: {receivers: [fake], exporters: [fake/1]}
                    trace: {}
                """))
        .containsExactly(
            "config.yaml:5:16: service::extensions[0]: health is not configured (expected: a key"
                + " of extensions)",
            "config.yaml:8:25: service::pipelines::traces::receivers[1]: fkae is not configured"
                + " (expected: a key of receivers), did you mean fake?",
            "config.yaml:9:26: service::pipelines::traces::processors[1]: fake is named twice",
            "config.yaml:10:19: service::pipelines::traces::exporters[0]: fake/2 is not configured"
                + " (expected: a key of exporters), did you mean fake/1?",
            "config.yaml:10:27: service::pipelines::traces::exporters[1]: component type: \"a b\""
                + " (expected: a letter, then letters, digits or _, at most 63)",
            "config.yaml:11:5: service::pipelines::traces/none::exporters: none (expected: at least"
                + " one exporter)",
            "config.yaml:12:7: service::pipelines::traces/none::receivers: none (expected: at least"
                + " one receiver)",
            "config.yaml:13:5: service::pipelines::metrics: Tailrace handles traces only (expected:"
                + " traces or traces/name)",
            "config.yaml:14:5: service::pipelines::trace: unknown signal (expected: traces or"
                + " traces/name), did you mean traces?");
  }

  @Test
  void parse_connectors_mustHaveBothEndsAndNoCycle() {
    assertThat(
            errors(
                """
                receivers: {fake: }
                exporters: {fake: , fake/same: }
                connectors: {fake/open: , fake/dry: , fake/loop: , fake/back: , fake/same: }
                service:
                  pipelines:
                    traces: {receivers: [fake, fake/dry], exporters: [fake, fake/open]}
                    traces/a: {receivers: [fake, fake/back], exporters: [fake/loop]}
                    traces/b: {receivers: [fake/loop], exporters: [fake/back]}
                """))
        .containsExactly(
            "config.yaml:3:65: connectors::fake/same: the name is also a key of exporters"
                + " (expected: different names, such as fake/2)",
            "config.yaml:6:32: service::pipelines::traces::receivers[1]: connector fake/dry: no"
                + " pipeline has it among its exporters",
            "config.yaml:6:61: service::pipelines::traces::exporters[1]: connector fake/open: no"
                + " pipeline has it among its receivers",
            "config.yaml:8:52: service::pipelines::traces/b::exporters[0]: connector fake/back: a"
                + " cycle: traces/a -> traces/b -> traces/a");
  }

  @Test
  void catalog_nameUsedTwice_isAFaultOfTheProgram() {
    var fakes = new FakeComponents();
    var twice = new java.util.ArrayList<>(fakes.factories());
    twice.add(fakes.factories().getFirst());
    assertThatThrownBy(() -> new ComponentCatalog(twice))
        .hasMessage("receiver type fake: twice (expected: one factory)");
  }

  @Test
  void featureGates_lastWordCounts() {
    String gate = "processor.tailsamplingprocessor.usetracestate";
    assertThat(FeatureGates.parse(List.of("+" + gate))).containsExactly(gate);
    assertThat(FeatureGates.parse(List.of(gate + ",-" + gate))).isEmpty();
    assertThat(FeatureGates.parse(List.of())).isEmpty();
    assertThatThrownBy(() -> FeatureGates.parse(List.of("+processor.tailsampling.usetracestate")))
        .hasMessage(
            "--feature-gates: no gate processor.tailsampling.usetracestate (expected: "
                + gate
                + "), did you mean "
                + gate
                + "?");
  }

  @Test
  void featureGates_ofZipkin_nameTheOption() {
    String gate = "pkg.translator.zipkin.DontEmitV0NetworkConventions";
    assertThatThrownBy(() -> FeatureGates.parse(List.of("-" + gate)))
        .hasMessageContaining(gate)
        .hasMessageContaining("semantic_conventions");
  }
}
