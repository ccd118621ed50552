// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.codec.SpanBytesDecoder;

/** The exporter over real sockets, decoded by Zipkin's own library. */
class ZipkinExporterTest {

  private static final String POISON = "poison";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private record Seen(String path, String type, String encoding, byte[] body) {}

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final SystemClock clock = new SystemClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final MetricRegistry metrics = new MetricRegistry();
  private final EventLoops eventLoops = new EventLoops(1);
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    eventLoops.close();
    clock.close();
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
  }

  private void handle(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    seen.add(
        new Seen(
            exchange.getRequestURI().getPath(),
            headers.getFirst("Content-Type"),
            String.valueOf(headers.getFirst("Content-Encoding")),
            exchange.getRequestBody().readAllBytes()));
    Integer answer = answers.poll();
    boolean isPoisoned = new String(seen.getLast().body(), UTF_8).contains(POISON);
    exchange.sendResponseHeaders(isPoisoned ? 400 : answer == null ? 202 : answer, -1);
    exchange.close();
  }

  private void send(String settings, SpanBatch batch, BooleanSupplier done) {
    var report = new ConfigReport();
    var factory = new ZipkinExporterFactory();
    var node =
        ConfigNodes.parse(
            "{endpoint: \"http://127.0.0.1:%d/api/v2/spans\"%s}"
                .formatted(server.getAddress().getPort(), settings),
            report);
    ZipkinExporterConfig config = factory.parseConfig(node);
    node.finish();
    report.throwIfErrors();
    Exporter exporter =
        factory.create(
            config,
            new ComponentContext(
                ComponentId.parse("zipkin"),
                ComponentKind.EXPORTER,
                metrics,
                memory,
                clock,
                eventLoops,
                Set.of()));
    exporter.start();
    exporter.consume(batch);
    var deadline = Deadline.after(PATIENCE, clock);
    while (!done.getAsBoolean()) {
      assertThat(deadline.isExpired()).as("in time").isFalse();
      Thread.onSpinWait();
    }
    exporter.stop(Deadline.after(PATIENCE, clock));
  }

  private static SpanBatch batch(int spans) {
    var all = new Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(1, i + 1, i).build();
    }
    return TestTraces.batch(TestTraces.request("shop", all));
  }

  private double dropped(String reason) {
    return metrics.value("exporter_dropped_spans", new Label("reason", reason));
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/json, null",
    "', format: json, compression: gzip', application/json, gzip",
    "', format: proto', application/x-protobuf, null",
    "', format: proto, compression: gzip', application/x-protobuf, gzip",
  })
  void send_everyFormat_arrivesComplete(String settings, String type, String encoding)
      throws Exception {
    send(settings, batch(700), () -> metrics.value("exporter_sent_spans") == 700);
    Seen request = seen.getFirst();
    assertThat(request.path()).isEqualTo("/api/v2/spans");
    assertThat(request.type()).isEqualTo(type);
    assertThat(request.encoding()).isEqualTo(encoding);
    byte[] body =
        encoding.equals("gzip")
            ? new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes()
            : request.body();
    var decoder = type.endsWith("json") ? SpanBytesDecoder.JSON_V2 : SpanBytesDecoder.PROTO3;
    assertThat(decoder.decodeList(body))
        .hasSize(700)
        .allSatisfy(span -> assertThat(span.localServiceName()).isEqualTo("shop"))
        .extracting(zipkin2.Span::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void send_refusedForNow_isSentAgain() {
    answers.addAll(List.of(503, 429, 500));
    send(
        ", retry_on_failure: {initial_interval: 10ms}",
        batch(3),
        () -> metrics.value("exporter_sent_spans") == 3);
    assertThat(seen).hasSize(4);
    assertThat(seen)
        .extracting(request -> request.body().length)
        .containsOnly(seen.getFirst().body().length);
  }

  @Test
  void send_refusedForGood_isDropped() {
    answers.add(403);
    send("", batch(3), () -> dropped("permanent_error") == 3);
    assertThat(seen).hasSize(1);
  }

  @Test
  void send_oneSpanThatTheServerRefuses_costsThatSpanOnly() {
    var all = new Span[100];
    for (int i = 0; i < all.length; i++) {
      all[i] = TestTraces.span(1, i + 1, i).setName(i == 42 ? POISON : "fine").build();
    }
    SpanBatch batch = TestTraces.batch(TestTraces.request("shop", all));
    send("", batch, () -> metrics.value("exporter_sent_spans") == 99);
    assertThat(metrics.value("exporter_send_failed_spans")).isEqualTo(1);
  }

  private static List<String> errors(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    new ZipkinExporterFactory().parseConfig(node);
    node.finish();
    return report.errors().stream().map(ConfigProblem::toString).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', endpoint",
    "'{endpoint: \"localhost:9411\"}', http://zipkin:9411/api/v2/spans",
    "'{endpoint: \"http://localhost:9411\"}', with a path",
    "'{endpoint: \"http://a/b\", format: thrift}', json or proto",
    "'{endpoint: \"http://a/b\", compression: snappy}', compression",
    "'{endpoint: \"http://a/b\", service_name: x}', service_name",
  })
  void parse_wrongValue_isAnErrorThatSaysSo(String yaml, String part) {
    assertThat(errors(yaml)).singleElement().asString().contains(part);
  }

  @Test
  void parse_endpointOnly_givesTheCollectorsDefaults() {
    var report = new ConfigReport();
    var node = ConfigNodes.parse("{endpoint: \"http://zipkin:9411/api/v2/spans\"}", report);
    ZipkinExporterConfig config = new ZipkinExporterFactory().parseConfig(node);
    assertThat(report.errors()).isEmpty();
    assertThat(config.json()).isTrue();
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.defaultServiceName()).isEqualTo("OTLPResourceNoServiceName");
    assertThat(config.uri()).hasToString("http://zipkin:9411/api/v2/spans");
  }
}
