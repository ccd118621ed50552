// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Connector;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.exporter.datadog.FakeDatadog;
import io.tailrace.exporter.datadog.proto.IndexMapping;
import io.tailrace.exporter.datadog.proto.Sketch;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricsDocumentation;
import io.tailrace.time.FakeClock;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

class DatadogConnectorTest {

  /** Where {@link FakeClock} begins, cut to ten seconds. */
  private static final long BUCKET = 1_577_880_000_000_000_000L;

  private final FakeClock clock = new FakeClock();
  private final SystemClock machine = new SystemClock();
  private final MetricRegistry metrics = new MetricRegistry();
  private final EventLoops eventLoops = new EventLoops(1);
  private final List<SpanBatch> passed = new ArrayList<>();
  private ConsumeResult answer = ConsumeResult.ACCEPTED;
  private FakeDatadog datadog;
  private Connector connector;

  @BeforeEach
  void startDatadog() throws Exception {
    datadog = new FakeDatadog();
  }

  @AfterEach
  void stop() {
    stopConnector();
    datadog.close();
    eventLoops.close();
    machine.close();
    assertThat(datadog.refused).isEmpty();
  }

  private void stopConnector() {
    if (connector != null) {
      connector.stop(Deadline.after(Duration.ofSeconds(10), machine));
    }
  }

  private void start(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    var factory = new DatadogConnectorFactory();
    var config = factory.parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    connector =
        factory.create(
            config,
            new ComponentContext(
                ComponentId.parse("datadog/connector"),
                ComponentKind.CONNECTOR,
                metrics,
                new MemoryBudget(1 << 30),
                clock,
                eventLoops,
                Set.of()),
            batch -> {
              passed.add(batch);
              return answer;
            });
    connector.start();
  }

  private String intake(String traces) {
    return "hostname: here\napi: {key: '%s', endpoint: '%s'}\ntraces: {endpoint: '%s'%s}\n"
        .formatted(FakeDatadog.KEY, datadog.uri(), datadog.uri(), traces);
  }

  private void await(BooleanSupplier condition) {
    var deadline = Deadline.after(Duration.ofSeconds(20), machine);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.isExpired()).as("timed out: %s", datadog.refused).isFalse();
      Thread.onSpinWait();
    }
  }

  private static Span.Builder span(int id, int parent) {
    return TestTraces.span(1, id, parent)
        .setStartTimeUnixNano(BUCKET + 1)
        .setEndTimeUnixNano(BUCKET + 1 + 10_000_000L * id);
  }

  private void consume(Span.Builder... spans) {
    var built = new Span[spans.length];
    for (int i = 0; i < spans.length; i++) {
      built[i] = spans[i].build();
    }
    connector.consume(TestTraces.batch(TestTraces.request("shop", built)));
  }

  private static Map<String, Value> map(Value value) {
    var map = new HashMap<String, Value>();
    value.asMapValue().map().forEach((k, v) -> map.put(k.asStringValue().asString(), v));
    return map;
  }

  private static Value read(byte[] body) throws Exception {
    try (var unpacker = MessagePack.newDefaultUnpacker(body)) {
      return unpacker.unpackValue();
    }
  }

  /** All groups that were sent to the intake, with the start of their bucket in "Start". */
  private List<Map<String, Value>> groups() throws Exception {
    var groups = new ArrayList<Map<String, Value>>();
    for (var taken : datadog.taken) {
      for (Value client : map(read(taken.body())).get("Stats").asArrayValue()) {
        for (Value bucket : map(client).get("Stats").asArrayValue()) {
          for (Value group : map(bucket).get("Stats").asArrayValue()) {
            var fields = map(group);
            fields.put("Start", map(bucket).get("Start"));
            groups.add(fields);
          }
        }
      }
    }
    return groups;
  }

  private Map<String, Value> group(String resource) throws Exception {
    return groups().stream()
        .filter(g -> g.get("Resource").asStringValue().asString().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  private static long number(Map<String, Value> group, String field) {
    return group.get(field).asIntegerValue().asLong();
  }

  private static String text(Map<String, Value> group, String field) {
    return group.get(field).asStringValue().asString();
  }

  @Test
  void consume_everySpan_isPassedOnAndCountedOnce() throws Exception {
    start(intake(""));
    var error = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR);
    consume(span(1, 0), span(2, 1), span(3, 1).setStatus(error));
    stopConnector();
    assertThat(passed).hasSize(1);
    var root = groups().stream().filter(g -> number(g, "IsTraceRoot") == 1).findFirst();
    assertThat(number(root.orElseThrow(), "Hits")).isEqualTo(1);
    var others = groups().stream().filter(g -> number(g, "IsTraceRoot") == 2).findFirst();
    var group = others.orElseThrow();
    assertThat(number(group, "Hits")).isEqualTo(2);
    assertThat(number(group, "Errors")).isEqualTo(1);
    assertThat(number(group, "TopLevelHits")).isEqualTo(2);
    assertThat(number(group, "Duration")).isEqualTo(50_000_000);
    assertThat(number(group, "Start")).isEqualTo(BUCKET);
    assertThat(text(group, "Service")).isEqualTo("shop");
    assertThat(text(group, "Name")).isEqualTo("http.server.request");
    assertThat(text(group, "Resource")).isEqualTo("GET");
    assertThat(text(group, "Type")).isEqualTo("web");
    assertThat(text(group, "SpanKind")).isEqualTo("server");
    assertThat(metrics.value("connector_counted_spans")).isEqualTo(3);
    assertThat(metrics.value("connector_sent_stats_payloads")).isEqualTo(1);
    MetricsDocumentation.assertNamesAll(metrics);
  }

  @Test
  void summaries_areSketchesOfTheDurations() throws Exception {
    start(intake(""));
    for (int i = 1; i <= 100; i++) {
      consume(span(i, 1));
    }
    stopConnector();
    var group = group("GET");
    var sketch = Sketch.parseFrom(group.get("OkSummary").asBinaryValue().asByteArray());
    assertThat(sketch.getMapping().getGamma()).isEqualTo(1.01 / 0.99, within(1e-9));
    assertThat(sketch.getMapping().getInterpolation()).isEqualTo(IndexMapping.Interpolation.NONE);
    assertThat(quantile(sketch, 0.5)).isEqualTo(500e6, within(500e6 * 0.012));
    assertThat(quantile(sketch, 0.99)).isEqualTo(990e6, within(990e6 * 0.012));
    var empty = Sketch.parseFrom(group.get("ErrorSummary").asBinaryValue().asByteArray());
    assertThat(count(empty)).isZero();
    assertThat(count(sketch)).isEqualTo(100);
  }

  private static double count(Sketch sketch) {
    var store = sketch.getPositiveValues();
    return sketch.getZeroCount()
        + store.getContiguousBinCountsList().stream().mapToDouble(Double::doubleValue).sum()
        + store.getBinCountsMap().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** DDSketch paper, section 2: value of the bin where the count passes the rank. */
  private static double quantile(Sketch sketch, double quantile) {
    var store = sketch.getPositiveValues();
    double rank = quantile * (count(sketch) - 1);
    double seen = 0;
    double gamma = sketch.getMapping().getGamma();
    for (int i = 0; i < store.getContiguousBinCountsCount(); i++) {
      seen += store.getContiguousBinCounts(i);
      if (seen > rank) {
        double exponent =
            store.getContiguousBinIndexOffset() + i - sketch.getMapping().getIndexOffset();
        return Math.pow(gamma, exponent) * 2 * gamma / (1 + gamma);
      }
    }
    throw new AssertionError("rank " + rank);
  }

  @Test
  void consume_refused_isNotCounted() {
    start(intake(""));
    answer = new ConsumeResult.Refused("full", Duration.ofSeconds(1));
    consume(span(1, 0));
    stopConnector();
    assertThat(metrics.value("connector_counted_spans")).isZero();
    assertThat(datadog.taken).isEmpty();
  }

  @Test
  void consume_whatDoesNotCount_isLeftOut() throws Exception {
    start(intake(", ignore_resources: [health]"));
    consume(
        span(1, 9).setKind(SpanKind.SPAN_KIND_INTERNAL).clearAttributes(),
        span(2, 0).clearAttributes().setName("health"),
        span(3, 0).clearAttributes().setName("counted"));
    stopConnector();
    assertThat(groups()).extracting(g -> text(g, "Resource")).containsExactly("counted");
  }

  @Test
  void consume_withoutKinds_countsEntriesAndCalls() {
    start(intake(", compute_stats_by_span_kind: false"));
    consume(
        span(1, 0),
        span(2, 9).setKind(SpanKind.SPAN_KIND_CLIENT),
        span(3, 9).setKind(SpanKind.SPAN_KIND_INTERNAL));
    assertThat(metrics.value("connector_counted_spans")).isEqualTo(2);
  }

  @Test
  void consume_sampledAtTheHead_isWeighted() throws Exception {
    start(intake(""));
    consume(span(1, 0).setTraceState("ot=th:c"));
    stopConnector();
    assertThat(number(group("GET"), "Hits")).isEqualTo(4);
    assertThat(number(group("GET"), "Duration")).isEqualTo(40_000_000);
  }

  @Test
  void consume_statusCodes_tellGroupsApart() throws Exception {
    start(intake(""));
    consume(
        span(1, 0).addAttributes(TestTraces.attribute("http.status_code", "200")),
        span(2, 0).addAttributes(TestTraces.attribute("http.status_code", "500")),
        span(3, 0)
            .clearAttributes()
            .addAttributes(TestTraces.attribute("rpc.grpc.status_code", "14")));
    stopConnector();
    assertThat(groups())
        .extracting(g -> number(g, "HTTPStatusCode") + "/" + text(g, "GRPCStatusCode"))
        .containsExactlyInAnyOrder("200/", "500/", "0/14");
  }

  @Test
  void consume_peerTags_areOfCallsOnlyAndWithoutAddresses() throws Exception {
    start(intake(", peer_tags: [mine]"));
    consume(
        span(1, 0).addAttributes(TestTraces.attribute("peer.service", "db")),
        span(2, 1)
            .setKind(SpanKind.SPAN_KIND_CLIENT)
            .addAttributes(TestTraces.attribute("peer.service", "db"))
            .addAttributes(TestTraces.attribute("server.address", "10.1.2.3:5432"))
            .addAttributes(TestTraces.attribute("mine", "x")));
    stopConnector();
    assertThat(groups())
        .extracting(g -> g.get("PeerTags").toString())
        .containsExactlyInAnyOrder(
            "[]", peers("mine:x", "peer.service:db", "server.address:blocked-ip-address:5432"));
  }

  private static String peers(String... tags) {
    return "[\"" + String.join("\",\"", tags) + "\"]";
  }

  @Test
  void consume_tooManyGroups_areOneAndCounted() throws Exception {
    start(intake(", max_groups: 2"));
    for (int i = 0; i < 5; i++) {
      consume(span(1, 0).clearAttributes().setName("resource " + i));
    }
    stopConnector();
    assertThat(groups()).hasSize(3);
    assertThat(number(group("_tailrace_overflow"), "Hits")).isEqualTo(3);
    assertThat(metrics.value("connector_overflowed_spans")).isEqualTo(3);
  }

  @Test
  void flush_closedBuckets_leaveWhileOpenOnesStay() throws Exception {
    start(intake(""));
    consume(span(1, 0));
    clock.advance(Duration.ofSeconds(10));
    consume(
        span(1, 0)
            .setStartTimeUnixNano(BUCKET + 10_000_000_000L)
            .setEndTimeUnixNano(BUCKET + 11_000_000_000L));
    clock.advance(Duration.ofSeconds(10));
    await(() -> datadog.taken.size() == 1);
    assertThat(number(groups().getFirst(), "Start")).isEqualTo(BUCKET);
    clock.advance(Duration.ofSeconds(10));
    await(() -> datadog.taken.size() == 2);
    assertThat(number(groups().getLast(), "Start")).isEqualTo(BUCKET + 10_000_000_000L);
  }

  @Test
  void consume_clocksThatAreOff_countInOpenBuckets() throws Exception {
    start(intake(""));
    consume(
        span(1, 0).setStartTimeUnixNano(BUCKET - 3_600_000_000_000L).setEndTimeUnixNano(BUCKET - 1),
        span(2, 0)
            .setStartTimeUnixNano(BUCKET + 3_600_000_000_000L)
            .setEndTimeUnixNano(BUCKET + 3_700_000_000_000L));
    stopConnector();
    assertThat(groups()).allMatch(g -> number(g, "Start") == BUCKET);
    assertThat(groups().stream().mapToLong(g -> number(g, "Hits")).sum()).isEqualTo(2);
  }

  @Test
  void send_toAnAgent_isAPayloadOfAClient() throws Exception {
    start("{agent: {endpoint: '%s'}, hostname: here}".formatted(datadog.uri()));
    consume(span(1, 0));
    stopConnector();
    var taken = datadog.taken.getFirst();
    assertThat(taken.path()).isEqualTo("/v0.6/stats");
    var client = map(read(taken.body()));
    assertThat(text(client, "Hostname")).isEqualTo("here");
    assertThat(text(client, "Env")).isEqualTo("none");
    assertThat(number(client, "Sequence")).isEqualTo(1);
    assertThat(client.get("Stats").asArrayValue().size()).isEqualTo(1);
  }

  @Test
  void send_failing_isSentAgainUntilItIsTaken() {
    start(intake(""));
    datadog.script.add(503);
    datadog.script.add(429);
    consume(span(1, 0));
    clock.advance(Duration.ofSeconds(30));
    await(
        () -> {
          clock.advance(Duration.ofMillis(500));
          return metrics.value("connector_sent_stats_payloads") == 1;
        });
    assertThat(datadog.taken).hasSize(1);
  }

  @Test
  void send_refusedForGood_isCounted() {
    start(intake(""));
    datadog.script.add(400);
    consume(span(1, 0));
    stopConnector();
    assertThat(
            metrics.value(
                "connector_dropped_stats_payloads", new Label("reason", "permanent_error")))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "db.example.com, db.example.com",
    "10.1.2.3, blocked-ip-address",
    "10.1.2.3:80, blocked-ip-address:80",
    "ip-10-1-2-3, blocked-ip-address",
    "127.0.0.1, 127.0.0.1",
    "169.254.169.254, 169.254.169.254",
    "'10.1.2.3,10.1.2.4', blocked-ip-address",
    "2001:db8::1, blocked-ip-address",
    "'[2001:db8::1]:80', blocked-ip-address:80",
    "::1, ::1",
    "1.2.3, 1.2.3",
    "i-12345, i-12345"
  })
  void peerAddress_isTakenOut(String value, String expected) {
    assertThat(PeerAddress.quantize(value)).isEqualTo(expected);
  }
}
