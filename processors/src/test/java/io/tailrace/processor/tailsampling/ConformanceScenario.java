// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import static io.tailrace.processor.tailsampling.ConformanceCases.map;
import static io.tailrace.processor.tailsampling.ConformanceCases.maps;
import static io.tailrace.processor.tailsampling.ConformanceCases.strings;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.processor.tailsampling.decision.Decision;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Plays one event script through a {@link TailSampler}, with ticks instead of time. */
final class ConformanceScenario {

  private static final String PREFIX = "processor_tail_sampling_";

  private final Map<String, Object> script;
  private final TailSamplingConfig config;
  private final FakeClock clock = new FakeClock();
  private final MetricRegistry metrics = new MetricRegistry();
  private final RecordingConsumer forwarded = new RecordingConsumer();
  private final TailSampler sampler;

  ConformanceScenario(Map<String, Object> script, TailSamplingConfig config) {
    this.script = script;
    this.config = config;
    var context =
        new ComponentContext(
            ComponentId.parse("tail_sampling"),
            ComponentKind.PROCESSOR,
            metrics,
            new MemoryBudget(1L << 30),
            clock,
            new EventLoops(1),
            Set.of());
    sampler = new TailSampler(config, context, 4, () -> {});
  }

  void run() {
    try (sampler) {
      for (Map<String, Object> step : maps(script.get("steps"))) {
        step(step);
      }
    }
  }

  private void step(Map<String, Object> step) {
    String kind = step.keySet().iterator().next();
    switch (kind) {
      case "ingest" -> ingest(step.get(kind));
      case "tick" -> tick(((Number) step.get(kind)).intValue());
      case "shutdown" -> {
        sampler.finish(config.dropPendingTracesOnShutdown(), this::deliver);
        deliver();
      }
      case "expect" -> expect(map(step.get(kind)));
      default -> throw new AssertionError("step " + kind);
    }
  }

  /** A refused sender tries again after a tick, which is how ingest blocks here. */
  private void ingest(Object resources) {
    SpanBatch batch = TestTraces.batch(ConformanceCases.request(resources, "", 0));
    for (int tries = 0; tries < 10; tries++) {
      if (sampler.consume(batch) instanceof ConsumeResult.Accepted) {
        deliver();
        return;
      }
      tick(1);
    }
    throw new AssertionError("ingest stalls");
  }

  private void tick(int count) {
    for (int i = 0; i < count; i++) {
      clock.advance(Duration.ofSeconds(1));
      sampler.tick(this::deliver);
    }
  }

  private void deliver() {
    for (SpanBatch batch = sampler.outbox().peek(); batch != null; ) {
      forwarded.consume(batch);
      sampler.outbox().remove(batch);
      batch = sampler.outbox().peek();
    }
  }

  private void expect(Map<String, Object> expect) {
    assertThat(
            forwarded.spans().stream()
                .map(s -> HexFormat.of().formatHex(s.getSpanId().toByteArray()))
                .sorted())
        .isEqualTo(strings(expect.get("forwarded_span_ids")));
    assertThat(value("sampling_traces_on_memory"))
        .as("traces_in_memory")
        .isEqualTo(number(expect.get("traces_in_memory")));
    assertThat(counters()).isEqualTo(expected(map(expect.get("counters"))));
  }

  private Map<String, Object> counters() {
    var decisions = new HashMap<String, Long>();
    for (Decision decision : Decision.values()) {
      put(
          decisions,
          decision.label(),
          value("global_count_traces_sampled", new Label("decision", decision.label())));
    }
    var counters = new HashMap<String, Long>();
    put(counters, "new_trace_ids", value("new_trace_id_received"));
    put(counters, "dropped_too_early", value("sampling_trace_dropped_too_early"));
    put(counters, "too_large", value("traces_dropped_too_large"));
    put(counters, "early_release_sampled_spans", early("true"));
    put(counters, "early_release_not_sampled_spans", early("false"));
    put(counters, "policy_errors", value("sampling_policy_evaluation_error"));
    var all = new HashMap<String, Object>(counters);
    all.put("decisions", decisions);
    return all;
  }

  private static Map<String, Object> expected(Map<String, Object> counters) {
    var all = new HashMap<String, Object>();
    counters.forEach((name, value) -> all.put(name, value instanceof Map ? value : number(value)));
    var decisions = new HashMap<String, Long>();
    map(counters.get("decisions")).forEach((name, value) -> decisions.put(name, number(value)));
    all.put("decisions", decisions);
    all.remove("late_batches");
    return all;
  }

  private static void put(Map<String, Long> counters, String name, long value) {
    if (value != 0) {
      counters.put(name, value);
    }
  }

  private long early(String sampled) {
    return value("early_releases_from_cache_decision", new Label("sampled", sampled));
  }

  private long value(String name, Label... labels) {
    return (long) metrics.value(PREFIX + name, labels);
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
