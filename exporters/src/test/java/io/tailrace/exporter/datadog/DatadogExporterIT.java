// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.exporter.datadog.proto.AgentPayload;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricsDocumentation;
import io.tailrace.time.SystemClock;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;

class DatadogExporterIT {

  private static final String FAST_RETRY =
      "retry_on_failure: {initial_interval: 1ms, max_interval: 5ms}\n";

  private final SystemClock clock = new SystemClock();
  private final MetricRegistry metrics = new MetricRegistry();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final EventLoops eventLoops = new EventLoops(1);
  private FakeDatadog datadog;
  private Exporter exporter;

  @BeforeEach
  void startDatadog() throws Exception {
    datadog = new FakeDatadog();
  }

  @AfterEach
  void stop() {
    if (exporter != null) {
      exporter.stop(Deadline.after(Duration.ofSeconds(10), clock));
    }
    datadog.close();
    eventLoops.close();
    clock.close();
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
    assertThat(datadog.refused).isEmpty();
  }

  private void start(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    var factory = new DatadogExporterFactory();
    var config = factory.parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    assertThat(config.toString()).doesNotContain(FakeDatadog.KEY);
    exporter =
        factory.create(
            config,
            new ComponentContext(
                ComponentId.parse("datadog"),
                ComponentKind.EXPORTER,
                metrics,
                memory,
                clock,
                eventLoops,
                Set.of()));
    exporter.start();
  }

  private String intake(String key, String more) {
    return "api: {key: %s, endpoint: '%s'%s}\ntraces: {endpoint: '%s'}\n"
        .formatted("\"" + key + "\"", datadog.uri(), more, datadog.uri());
  }

  private void await(BooleanSupplier condition) {
    var deadline = Deadline.after(Duration.ofSeconds(20), clock);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.isExpired()).as("timed out: %s", datadog.refused).isFalse();
      Thread.onSpinWait();
    }
  }

  private static SpanBatch batch(int spans) {
    var all = new Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(i / 10, i + 1, i % 10 == 0 ? 0 : 1).build();
    }
    return TestTraces.batch(TestTraces.request("shop", all));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip"})
  void send_toTheIntake_arrivesAsAgentPayload(String compression) throws Exception {
    start(intake(FakeDatadog.KEY, "") + "hostname: collector\ncompression: " + compression);
    exporter.consume(batch(100));
    await(() -> metrics.value("exporter_sent_spans") == 100);
    var taken = datadog.taken.getFirst();
    assertThat(taken.path()).isEqualTo("/api/v0.2/traces");
    assertThat(taken.headers().getFirst("Content-Encoding")).isEqualTo(compression);
    assertThat(taken.headers().getFirst("User-Agent")).startsWith("Tailrace");
    var payload = AgentPayload.parseFrom(taken.body());
    assertThat(payload.getHostName()).isEqualTo("collector");
    assertThat(payload.getTracerPayloads(0).getChunksCount()).isEqualTo(10);
    MetricsDocumentation.assertNamesAll(metrics);
  }

  @Test
  void send_largeBatch_isSeveralPayloadsOfTheRightSize() {
    start(intake(FakeDatadog.KEY, ""));
    exporter.consume(batch(12_000));
    await(() -> metrics.value("exporter_sent_spans") == 12_000);
    assertThat(datadog.taken).hasSizeGreaterThan(1);
  }

  @Test
  void send_statusesThatMayPass_areSentAgain_othersAreNot() {
    start(intake(FakeDatadog.KEY, "") + FAST_RETRY);
    for (int status : new int[] {408, 429, 500, 502, 503}) {
      datadog.script.add(status);
    }
    exporter.consume(batch(3));
    await(() -> metrics.value("exporter_sent_spans") == 3);
    for (int status : new int[] {400, 403, 413}) {
      datadog.script.add(status);
      double before = metrics.value("exporter_send_failed_spans");
      exporter.consume(batch(1));
      await(() -> metrics.value("exporter_send_failed_spans") == before + 1);
    }
    assertThat(datadog.taken).hasSize(1);
    assertThat(dropped("invalid_span")).isEqualTo(1);
    assertThat(dropped("permanent_error")).isEqualTo(1);
    assertThat(dropped("too_large")).isEqualTo(1);
  }

  private double dropped(String reason) {
    return metrics.value("exporter_dropped_spans", new Label("reason", reason));
  }

  private static boolean has(byte[] payload, String text) {
    return new String(payload, StandardCharsets.ISO_8859_1).contains(text);
  }

  private static KeyValue note(String text) {
    return KeyValue.newBuilder()
        .setKey("note")
        .setValue(AnyValue.newBuilder().setStringValue(text))
        .build();
  }

  private static SpanBatch withPoison(int spans, int bad) {
    var all = new Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] =
          TestTraces.span(i / 10, i + 1, i % 10 == 0 ? 0 : 1)
              .addAttributes(note(i == bad ? "poison" : "good"))
              .build();
    }
    return TestTraces.batch(TestTraces.request("shop", all));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void send_oneBadSpan_isDroppedAlone(int status) {
    start(intake(FakeDatadog.KEY, ""));
    datadog.judge = payload -> has(payload, "poison") ? status : 0;
    exporter.consume(withPoison(500, 321));
    await(() -> dropped("invalid_span") == 1);
    await(() -> metrics.value("exporter_sent_spans") == 499);
    assertThat(spansTaken()).isEqualTo(499);
  }

  @Test
  void send_oneBadSpanInALaterPayload_theFirstIsNotSentTwice() {
    start(intake(FakeDatadog.KEY, ""));
    datadog.judge = payload -> has(payload, "poison") ? 400 : 0;
    exporter.consume(withPoison(12_000, 11_000));
    await(() -> metrics.value("exporter_sent_spans") == 11_999);
    assertThat(dropped("invalid_span")).isEqualTo(1);
    assertThat(spansTaken()).isEqualTo(11_999);
  }

  @Test
  void send_largerThanItTakes_isSplit() {
    start(intake(FakeDatadog.KEY, ""));
    datadog.judge = payload -> payload.length > 20_000 ? 413 : 0;
    exporter.consume(batch(500));
    await(() -> metrics.value("exporter_sent_spans") == 500);
    assertThat(spansTaken()).isEqualTo(500);
    assertThat(metrics.value("exporter_send_failed_spans")).isZero();
  }

  @Test
  void send_toAnAgent_oneBadSpanOfOneResource_isDroppedAlone() {
    start("agent: {endpoint: '%s', version: v0.7}".formatted(datadog.uri()));
    datadog.judge = payload -> has(payload, "poison") ? 400 : 0;
    var shop = TestTraces.span(1, 1, 0).addAttributes(note("good")).build();
    var bad = TestTraces.span(2, 2, 0).addAttributes(note("poison")).build();
    var cart = TestTraces.span(3, 3, 0).addAttributes(note("good")).build();
    exporter.consume(
        SpanBatch.concat(
            List.of(
                TestTraces.batch(TestTraces.request("shop", shop)),
                TestTraces.batch(TestTraces.request("cart", bad, cart))),
            ByteArrays.UNPOOLED));
    await(() -> metrics.value("exporter_sent_spans") == 2);
    await(() -> dropped("invalid_span") == 1);
    assertThat(datadog.taken).hasSize(2);
  }

  private int spansTaken() {
    int spans = 0;
    for (var taken : datadog.taken) {
      try {
        for (var tracer : AgentPayload.parseFrom(taken.body()).getTracerPayloadsList()) {
          for (var chunk : tracer.getChunksList()) {
            spans += chunk.getSpansCount();
          }
        }
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return spans;
  }

  @Test
  void send_aLaterPayloadFails_theFirstIsNotSentTwice() {
    start(intake(FakeDatadog.KEY, "") + FAST_RETRY);
    exporter.consume(batch(12_000));
    await(() -> metrics.value("exporter_sent_spans") == 12_000);
    int payloads = datadog.taken.size();
    datadog.taken.clear();
    for (int i = 0; i < 3; i++) {
      datadog.script.add(503);
    }
    exporter.consume(batch(12_000));
    await(() -> metrics.value("exporter_sent_spans") == 24_000);
    assertThat(datadog.taken).hasSize(payloads);
  }

  @Test
  void send_onePayloadForbidden_countsItsSpansOnly() {
    start(intake(FakeDatadog.KEY, ""));
    datadog.script.add(403);
    exporter.consume(batch(12_000));
    await(
        () ->
            metrics.value("exporter_sent_spans") + metrics.value("exporter_send_failed_spans")
                == 12_000);
    var reason = new Label("reason", "rejected_by_backend");
    assertThat(metrics.value("exporter_dropped_spans", reason)).isBetween(1.0, 11_999.0);
  }

  @Test
  void send_ignoredResources_areCounted() {
    start(
        "api: {key: '%s', endpoint: '%s'}\ntraces: {endpoint: '%s', ignore_resources: ['^GET$']}"
            .formatted(FakeDatadog.KEY, datadog.uri(), datadog.uri()));
    exporter.consume(batch(10));
    await(() -> metrics.value("exporter_ignored_spans") == 10);
    await(() -> metrics.value("exporter_queue_size") == 0);
    assertThat(datadog.taken).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v0.4", "v0.5", "v0.7"})
  void send_toAnAgent_hasItsHeaders(String version) throws Exception {
    start(
        "agent: {endpoint: '%s', version: %s, client_computed_stats: true}"
            .formatted(datadog.uri(), version));
    exporter.consume(batch(100));
    await(() -> metrics.value("exporter_sent_spans") == 100);
    var taken = datadog.taken.getFirst();
    assertThat(taken.path()).isEqualTo("/" + version + "/traces");
    assertThat(taken.headers().getFirst("X-Datadog-Trace-Count")).isEqualTo("10");
    assertThat(taken.headers().getFirst("Datadog-Client-Computed-Stats")).isEqualTo("yes");
    assertThat(taken.headers().getFirst("Datadog-Client-Computed-Top-Level")).isEqualTo("yes");
    assertThat(taken.headers()).doesNotContainKey("Dd-api-key");
    try (var unpacker = MessagePack.newDefaultUnpacker(taken.body())) {
      unpacker.unpackValue();
      assertThat(unpacker.hasNext()).isFalse();
    }
  }

  @Test
  void start_validKey_isTried() {
    start(intake(FakeDatadog.KEY, ", fail_on_invalid_key: true"));
    assertThat(datadog.validated).containsExactly("GET");
  }

  @Test
  void start_invalidKey_endsTheStartIfAsked() {
    assertThatThrownBy(() -> start(intake("abcd1234", ", fail_on_invalid_key: true")))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("api::key")
        .hasMessageNotContaining("abcd1234");
  }

  @Test
  void start_invalidKey_isOnlyLoggedElse() {
    start(intake("abcd1234", ""));
    await(() -> datadog.validated.size() == 1);
  }

  @Test
  void start_nobodyThere_startsAnyway() {
    start(
        "api: {key: abcd, endpoint: 'http://127.0.0.1:1', fail_on_invalid_key: true}\n"
            + "traces: {endpoint: 'http://127.0.0.1:1'}");
    assertThat(datadog.validated).isEmpty();
  }
}
