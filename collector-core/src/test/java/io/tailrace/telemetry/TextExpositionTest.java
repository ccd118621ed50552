// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.time.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextExpositionTest {

  private static final ExpositionStyle SUFFIXES =
      new ExpositionStyle(true, false, false, Optional.empty());

  private final MetricRegistry registry = new MetricRegistry();
  private final Map<String, String> resource =
      Map.of("service.name", "tailrace", "service.version", "1.0", "service.instance.id", "i-1");

  private String write(ExpositionStyle style) {
    return new TextExposition(registry, style, MetricLevel.DETAILED, resource).write();
  }

  @Test
  void write_counter_isSpeltAsTheCollectorDoes() {
    var spec = new MetricSpec("receiver_accepted_spans", "{spans}", "Accepted.");
    registry.counter(spec, new Label("transport", "grpc"), new Label("receiver", "otlp")).add(7);
    assertThat(write(ExpositionStyle.DEFAULT))
        .isEqualTo(
            """
            # HELP otelcol_receiver_accepted_spans Accepted.
            # TYPE otelcol_receiver_accepted_spans counter
            otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"} 7
            # HELP target_info Target metadata
            # TYPE target_info gauge
            target_info{service_instance_id="i-1",service_name="tailrace",service_version="1.0"} 1
            """);
    assertThat(write(SUFFIXES))
        .contains(
            "otelcol_receiver_accepted_spans_total{receiver=\"otlp\",transport=\"grpc\"} 7\n");
  }

  @Test
  void write_suffixes_areNotDoubled() {
    registry.counterOf(new MetricSpec("process_uptime", "s", "Uptime"), () -> 1.5);
    registry.counterOf(new MetricSpec("process_cpu_seconds", "s", "CPU"), () -> 2);
    registry.gauge(new MetricSpec("process_memory_rss", "By", "RSS"), () -> 3);
    registry.counter(new MetricSpec("x_total", "1", "x"));
    assertThat(ScrapedMetrics.parse(write(SUFFIXES)).types())
        .containsOnlyKeys(
            "otelcol_process_cpu_seconds_total",
            "otelcol_process_memory_rss_bytes",
            "otelcol_process_uptime_seconds_total",
            "otelcol_x_ratio_total",
            "target_info");
    assertThat(ScrapedMetrics.parse(write(ExpositionStyle.DEFAULT)).types())
        .containsOnlyKeys(
            "otelcol_process_cpu_seconds",
            "otelcol_process_memory_rss",
            "otelcol_process_uptime",
            "otelcol_x_total",
            "target_info");
  }

  @Test
  void write_histogram_hasBucketsSumAndCount() {
    var spec = new MetricSpec("decision_lag", "s", "Lag");
    var lag =
        registry.distribution(
            spec, new double[] {0.001, 0.5}, 1e-9, 60_000_000_000L, new Label("p", "x"));
    lag.record(1_000_000);
    lag.record(400_000_000);
    lag.record(2_000_000_000);
    var scraped = ScrapedMetrics.parse(write(SUFFIXES));
    assertThat(scraped.types()).containsEntry("otelcol_decision_lag_seconds", "histogram");
    assertThat(scraped.value("otelcol_decision_lag_seconds_bucket{le=\"0.001\",p=\"x\"}"))
        .isEqualTo(1);
    assertThat(scraped.value("otelcol_decision_lag_seconds_bucket{le=\"0.5\",p=\"x\"}"))
        .isEqualTo(2);
    assertThat(scraped.value("otelcol_decision_lag_seconds_bucket{le=\"+Inf\",p=\"x\"}"))
        .isEqualTo(3);
    assertThat(scraped.value("otelcol_decision_lag_seconds_count{p=\"x\"}")).isEqualTo(3);
    assertThat(scraped.value("otelcol_decision_lag_seconds_sum{p=\"x\"}"))
        .isBetween(2.400999, 2.401001);
  }

  @Test
  void write_hostileText_isEscaped() {
    var spec = new MetricSpec("odd.name-1", "", "line\nfeed \\ \"quote\"");
    registry.counter(spec, new Label("policy", "a\"b\\c\nd")).increment();
    var scraped = ScrapedMetrics.parse(write(ExpositionStyle.DEFAULT));
    assertThat(scraped.help()).containsEntry("otelcol_odd_name_1", "line\nfeed \\ \"quote\"");
    assertThat(scraped.value("otelcol_odd_name_1{policy=\"a\"b\\c\nd\"}")).isEqualTo(1);
  }

  @Test
  void write_levelBelowTheMetrics_leavesItOut() {
    registry.counter(new MetricSpec("a", "", "A"));
    registry.counter(new MetricSpec("b", "", "B", MetricLevel.DETAILED));
    var exposition =
        new TextExposition(registry, ExpositionStyle.DEFAULT, MetricLevel.NORMAL, resource);
    assertThat(exposition.write()).contains("otelcol_a 0").doesNotContain("otelcol_b");
  }

  @Test
  void write_scopeAndResourceLabels_standOnEverySeries() {
    registry.counter(new MetricSpec("a", "", "A"));
    var style =
        new ExpositionStyle(
            false,
            true,
            true,
            Optional.of(
                new ExpositionStyle.ResourceLabels(
                    List.of("service.name", "service.version"), List.of("service.version"))));
    assertThat(write(style))
        .contains(
            "otelcol_a{service_name=\"tailrace\",otel_scope_name=\"io.tailrace\","
                + "otel_scope_version=\"1.0\"} 0");
  }

  @Test
  void write_processMetrics_areReadAtScrape() {
    var clock = new FakeClock();
    var memory = new MemoryBudget(1 << 30);
    ProcessMetrics.register(registry, memory, clock);
    clock.advance(Duration.ofSeconds(3));
    memory.setLimit(MemoryTag.BATCH, 1000);
    memory.reserve(MemoryTag.BATCH, 10);
    var scraped = ScrapedMetrics.parse(write(ExpositionStyle.DEFAULT));
    assertThat(scraped.value("otelcol_process_uptime")).isEqualTo(3);
    assertThat(scraped.value("otelcol_process_cpu_seconds")).isPositive();
    assertThat(scraped.value("otelcol_process_memory_rss")).isGreaterThan(10e6);
    assertThat(scraped.value("otelcol_process_runtime_heap_alloc_bytes")).isGreaterThan(1e6);
    assertThat(scraped.value("otelcol_process_runtime_total_alloc_bytes")).isGreaterThan(1e6);
    assertThat(scraped.value("otelcol_process_runtime_total_sys_memory_bytes")).isGreaterThan(1e6);
    assertThat(scraped.value("otelcol_tailrace_memory_used{tag=\"batch\"}")).isEqualTo(10);
    assertThat(scraped.value("otelcol_tailrace_memory_limit{tag=\"batch\"}")).isEqualTo(1000);
    assertThat(scraped.value("otelcol_tailrace_memory_limit{tag=\"trace_buffer\"}"))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(scraped.value("otelcol_tailrace_memory_process_limit")).isEqualTo(1 << 30);
    MetricsDocumentation.assertNamesAll(registry);
  }

  @Test
  void registerProcess_withoutProc_hasNoResidentSetSize() {
    ProcessMetrics.registerProcess(registry, new FakeClock(), Path.of("/does/not/exist"));
    assertThat(write(ExpositionStyle.DEFAULT))
        .contains("otelcol_process_uptime 0")
        .doesNotContain("process_memory_rss");
  }

  @Test
  void counter_labelsInAnyOrder_isTheSameSeries() {
    var spec = new MetricSpec("a", "", "A");
    var ab = registry.counter(spec, new Label("a", "1"), new Label("b", "2"));
    assertThat(registry.counter(spec, new Label("b", "2"), new Label("a", "1"))).isSameAs(ab);
    assertThatThrownBy(() -> registry.gauge(spec, () -> 1))
        .hasMessage("metric a: GAUGE (expected: COUNTER)");
    registry.counterOf(spec, () -> 1, new Label("c", "3"));
    assertThatThrownBy(() -> registry.counter(spec, new Label("c", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: Counter)");
  }
}
