// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.ComponentException;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineGraphTest {

  private static final String TWO_PIPELINES =
      """
      extensions: {fake: }
      receivers: {fake: , fake/unused: }
      processors: {fake/a: , fake/b: }
      exporters: {fake: , copy/2: }
      connectors: {fake/join: }
      service:
        extensions: [fake]
        pipelines:
          traces/in: {receivers: [fake], processors: [fake/a, fake/b], exporters: [fake/join, fake]}
          traces/out: {receivers: [fake/join], processors: [fake/b], exporters: [fake, copy/2]}
      """;

  private final FakeComponents fakes = new FakeComponents();

  private PipelineGraph graph(String yaml) {
    var report = new ConfigReport();
    CollectorConfig config =
        CollectorConfig.parse(ConfigNodes.parse(yaml, report), fakes.catalog());
    report.throwIfErrors();
    return fakes.graph(config);
  }

  private List<String> eventsAfterClear(Runnable action) {
    fakes.events.clear();
    action.run();
    return fakes.events;
  }

  @Test
  void start_twoPipelines_goesFromTheEndsToTheBeginning() {
    PipelineGraph graph = graph(TWO_PIPELINES);
    assertThat(eventsAfterClear(() -> graph.start(fakes::deadline)))
        .containsExactly(
            "start extension fake",
            "start exporter fake",
            "start exporter copy/2",
            "start processor fake/b",
            "start connector fake/join",
            "start processor fake/b",
            "start processor fake/a",
            "start receiver fake",
            "ready extension fake");
  }

  @Test
  void stop_twoPipelines_goesTheOtherWay() {
    PipelineGraph graph = graph(TWO_PIPELINES);
    graph.start(fakes::deadline);
    assertThat(eventsAfterClear(() -> graph.stop(fakes.deadline())))
        .containsExactly(
            "not ready extension fake",
            "stop receiver fake",
            "stop processor fake/a",
            "stop processor fake/b",
            "stop connector fake/join",
            "stop processor fake/b",
            "stop exporter copy/2",
            "stop exporter fake",
            "stop extension fake");
  }

  @Test
  void consume_connectedPipelines_reachesEveryExporterOnEveryWay() {
    graph(TWO_PIPELINES);
    SpanBatch batch = SpanBatch.owned(new byte[0], 0);
    assertThat(
            eventsAfterClear(
                () ->
                    assertThat(fakes.entrances.getFirst().consume(batch))
                        .isEqualTo(ConsumeResult.ACCEPTED)))
        .containsExactly(
            "processor fake/a takes 0",
            "processor fake/b takes 0",
            "connector fake/join takes 0",
            "processor fake/b takes 0",
            "exporter fake takes 0",
            "exporter copy/2 takes 0",
            "exporter fake takes 0");
  }

  @Test
  void build_receiverOfTwoPipelines_isOneInstanceThatFeedsBoth() {
    graph(
        """
        receivers: {fake: }
        exporters: {fake/1: , fake/2: }
        service:
          pipelines:
            traces: {receivers: [fake], exporters: [fake/1]}
            traces/2: {receivers: [fake], exporters: [fake/2]}
        """);
    assertThat(fakes.entrances).hasSize(1);
    assertThat(
            eventsAfterClear(
                () -> fakes.entrances.getFirst().consume(SpanBatch.owned(new byte[0], 0))))
        .containsExactly("exporter fake/1 takes 0", "exporter fake/2 takes 0");
  }

  private static String withFailure(String failure) {
    return """
        receivers: {fake: }
        processors: {fake: {fail: %s}}
        exporters: {fake: }
        service:
          pipelines:
            traces: {receivers: [fake], processors: [fake], exporters: [fake]}
        """
        .formatted(failure);
  }

  @Test
  void start_oneFails_stopsAllAndNamesIt() {
    PipelineGraph graph = graph(withFailure("start"));
    fakes.events.clear();
    assertThatThrownBy(() -> graph.start(fakes::deadline))
        .isInstanceOf(ComponentException.class)
        .hasMessage("processor fake: start went wrong");
    assertThat(fakes.events)
        .containsExactly(
            "start exporter fake",
            "stop receiver fake",
            "stop processor fake",
            "stop exporter fake");
  }

  @Test
  void start_faultOfTheProgram_isReportedWithItsCause() {
    PipelineGraph graph = graph(withFailure("fault at start"));
    assertThatThrownBy(() -> graph.start(fakes::deadline))
        .hasMessage("processor fake: java.lang.IllegalStateException: a fault")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void stop_oneFails_stopsTheOthers() {
    PipelineGraph graph = graph(withFailure("stop"));
    graph.start(fakes::deadline);
    assertThat(eventsAfterClear(() -> graph.stop(fakes.deadline())))
        .containsExactly("stop receiver fake", "stop processor fake", "stop exporter fake");
  }

  @Test
  void build_oneFails_namesIt() {
    assertThatThrownBy(() -> graph(withFailure("create")))
        .isInstanceOf(ComponentException.class)
        .hasMessage("processor fake: create went wrong");
  }
}
