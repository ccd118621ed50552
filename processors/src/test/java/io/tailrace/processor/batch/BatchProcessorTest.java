// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricsDocumentation;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchProcessorTest {

  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final ConsumeResult REFUSED =
      new ConsumeResult.Refused("full", Duration.ofSeconds(2));

  private final FakeClock clock = new FakeClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final MetricRegistry metrics = new MetricRegistry();
  private final RecordingConsumer next = new RecordingConsumer();
  private final ComponentContext context =
      new ComponentContext(
          ComponentId.parse("batch"),
          ComponentKind.PROCESSOR,
          metrics,
          memory,
          clock,
          new EventLoops(1),
          Set.of());

  private BatchProcessor batch(int size, Duration timeout, int max) {
    return new BatchProcessor(new BatchConfig(size, timeout, max), context, next);
  }

  private static SpanBatch spans(String service, int first, int count) {
    Span[] spans =
        IntStream.range(first, first + count)
            .mapToObj(i -> TestTraces.span(i, i + 1, 0).build())
            .toArray(Span[]::new);
    return TestTraces.batch(TestTraces.request(service, spans));
  }

  private List<Integer> sizes() {
    return next.batches().stream().map(SpanBatch::spanCount).toList();
  }

  @AfterEach
  void nothingIsStillCounted() {
    assertThat(memory.used(MemoryTag.BATCH)).isZero();
  }

  @Test
  void consume_upToTheSize_sendsOneBatchWithAllSpans() {
    var processor = batch(10, TIMEOUT, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(processor.consume(spans("s" + i, i * 4, 4))).isEqualTo(ConsumeResult.ACCEPTED);
    }
    assertThat(sizes()).containsExactly(12);
    assertThat(next.requests().getFirst().getResourceSpansCount()).isEqualTo(3);
    assertThat(metrics.value("processor_batch_batch_size_trigger_send")).isEqualTo(1);
    assertThat(metrics.value("processor_incoming_items", new Label("otel_signal", "traces")))
        .isEqualTo(12);
    assertThat(metrics.value("processor_outgoing_items")).isEqualTo(12);
    assertThat(clock.pending()).isZero();
    MetricsDocumentation.assertNamesAll(metrics);
  }

  @Test
  void consume_fewSpans_areSentAfterTheTimeoutOfTheOldest() {
    var processor = batch(100, TIMEOUT, 0);
    var first = spans("s", 0, 2);
    processor.consume(first);
    clock.advance(Duration.ofMillis(150));
    processor.consume(spans("s", 2, 3));
    assertThat(memory.used(MemoryTag.BATCH)).isGreaterThan(first.length());
    clock.advance(Duration.ofMillis(49));
    assertThat(sizes()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(sizes()).containsExactly(5);
    assertThat(metrics.value("processor_batch_timeout_trigger_send")).isEqualTo(1);
  }

  @Test
  void consume_borrowedBatch_isCopied() {
    var processor = batch(2, TIMEOUT, 0);
    var source = spans("s", 0, 1);
    byte[] buffer = source.bytes().clone();
    var index = SpanBatch.owned(buffer, 1).index();
    processor.consume(SpanBatch.borrowed(index));
    java.util.Arrays.fill(buffer, (byte) 0);
    processor.consume(spans("s", 1, 1));
    assertThat(next.spans()).hasSize(2);
  }

  @Test
  void consume_overTheMaximum_isSplitAndTheRestWaits() {
    var processor = batch(4, TIMEOUT, 5);
    processor.consume(spans("a", 0, 3));
    processor.consume(spans("b", 3, 9));
    assertThat(sizes()).containsExactly(5, 5);
    clock.advance(TIMEOUT);
    assertThat(sizes()).containsExactly(5, 5, 2);
    assertThat(next.spans())
        .containsExactlyElementsOf(
            IntStream.range(0, 12).mapToObj(i -> TestTraces.span(i, i + 1, 0).build()).toList());
    assertThat(services(next.requests())).containsExactly("a", "b", "b", "b");
  }

  @Test
  void split_manyContexts_keepsEverySpanWithItsResourceAndScope() throws Exception {
    var request =
        Stream.of("a", "b", "a")
            .map(s -> TestTraces.request(s, spanArray(s)))
            .reduce((x, y) -> x.toBuilder().mergeFrom(y).build())
            .orElseThrow();
    var two = request.getResourceSpans(0).toBuilder();
    two.addScopeSpans(two.getScopeSpans(0).toBuilder().setSchemaUrl("https://x/1"));
    two.setSchemaUrl("https://x/2");
    request = request.toBuilder().setResourceSpans(0, two).build();
    for (int max = 1; max < 20; max++) {
      List<ResourceSpans> parts = new ArrayList<>();
      for (SpanBatch part :
          SpanSplitter.split(TestTraces.batch(request), max, ByteArrays.UNPOOLED)) {
        var parsed = ExportTraceServiceRequest.parseFrom(part.bytes());
        assertThat(TestTraces.batch(parsed).spanCount()).isEqualTo(part.spanCount());
        assertThat(part.spanCount()).isLessThanOrEqualTo(max);
        parts.addAll(parsed.getResourceSpansList());
      }
      assertThat(flat(parts)).isEqualTo(flat(request.getResourceSpansList()));
    }
  }

  private static Span[] spanArray(String service) {
    return IntStream.range(0, 4)
        .mapToObj(i -> TestTraces.span(service.hashCode(), i + 1, 0).build())
        .toArray(Span[]::new);
  }

  private static List<String> flat(List<ResourceSpans> resources) {
    return resources.stream()
        .flatMap(
            r ->
                r.getScopeSpansList().stream()
                    .flatMap(
                        s ->
                            s.getSpansList().stream()
                                .map(
                                    span ->
                                        r.getResource().toString()
                                            + r.getSchemaUrl()
                                            + s.getScope()
                                            + s.getSchemaUrl()
                                            + span)))
        .toList();
  }

  private static List<String> services(List<ExportTraceServiceRequest> requests) {
    return requests.stream()
        .flatMap(r -> r.getResourceSpansList().stream())
        .map(r -> r.getResource().getAttributes(0).getValue().getStringValue())
        .toList();
  }

  @Test
  void consume_immediate_holdsNothingBack() {
    var noSize = batch(0, TIMEOUT, 3);
    noSize.consume(spans("s", 0, 4));
    assertThat(sizes()).containsExactly(3, 1);
    var noTimeout = batch(100, Duration.ZERO, 0);
    noTimeout.consume(spans("s", 0, 2));
    assertThat(sizes()).containsExactly(3, 1, 2);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void send_refused_isOfferedAgainInOrderWhenItWasAskedFor() {
    var processor = batch(2, TIMEOUT, 0);
    next.answer(REFUSED);
    processor.consume(spans("s", 0, 2));
    processor.consume(spans("s", 2, 2));
    next.answer(ConsumeResult.ACCEPTED);
    processor.consume(spans("s", 4, 2));
    assertThat(sizes()).isEmpty();
    clock.advance(Duration.ofMillis(1999));
    assertThat(sizes()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(next.spans().stream().map(s -> s.getSpanId().byteAt(7)).toList())
        .containsExactly((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void consume_boundReached_isRefusedUntilThereIsRoom() {
    var one = spans("s", 0, 1);
    memory.setLimit(MemoryTag.BATCH, one.length() * 2L);
    var processor = batch(1, TIMEOUT, 0);
    next.answer(REFUSED);
    assertThat(processor.consume(one)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(processor.consume(one)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(processor.consume(one)).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(metrics.value("processor_incoming_items")).isEqualTo(2);
    next.answer(ConsumeResult.ACCEPTED);
    clock.advance(Duration.ofSeconds(2));
    assertThat(processor.consume(one)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(sizes()).containsExactly(1, 1, 1);
  }

  @Test
  void consume_largerThanTheBound_isTakenByAnEmptyProcessor() {
    memory.setLimit(MemoryTag.BATCH, 10);
    var processor = batch(100, TIMEOUT, 0);
    assertThat(processor.consume(spans("s", 0, 5))).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(processor.consume(spans("s", 0, 5))).isInstanceOf(ConsumeResult.Refused.class);
    clock.advance(TIMEOUT);
    assertThat(sizes()).containsExactly(5);
  }

  @Test
  void send_rejected_isDroppedAndCounted() {
    var processor = batch(2, TIMEOUT, 0);
    next.answer(new ConsumeResult.Rejected("no"));
    processor.consume(spans("s", 0, 3));
    assertThat(dropped("rejected")).isEqualTo(3);
  }

  @Test
  void stop_sendsWhatIsHeld() {
    var processor = batch(100, TIMEOUT, 0);
    processor.consume(spans("s", 0, 3));
    processor.stop(Deadline.after(Duration.ofSeconds(1), clock));
    processor.stop(Deadline.after(Duration.ofSeconds(1), clock));
    assertThat(sizes()).containsExactly(3);
    assertThat(processor.consume(spans("s", 0, 1))).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void stop_refusedUntilTheDeadline_isDroppedAndCounted() {
    var processor = batch(2, TIMEOUT, 0);
    next.answer(REFUSED);
    processor.consume(spans("s", 0, 2));
    processor.consume(spans("s", 0, 1));
    processor.stop(Deadline.after(Duration.ZERO, clock));
    assertThat(dropped("stopped")).isEqualTo(3);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void consume_fromManyThreads_losesNothing() throws Exception {
    var processor = batch(7, TIMEOUT, 10);
    var threads =
        IntStream.range(0, 4)
            .mapToObj(
                t ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = 0; i < 200; i++) {
                                processor.consume(spans("s", i, 3));
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    processor.stop(Deadline.after(Duration.ofSeconds(1), clock));
    assertThat(sizes().stream().mapToInt(i -> i).sum()).isEqualTo(4 * 200 * 3);
    assertThat(sizes()).allMatch(n -> n <= 10);
  }

  private double dropped(String reason) {
    return metrics.value("tailrace_processor_dropped_spans", new Label("reason", reason));
  }

  @Test
  void parseConfig_readsTheCollectorsKeys() {
    assertThat(parse("").getKey()).isEqualTo(new BatchConfig(8192, TIMEOUT, 0));
    assertThat(
            parse("{send_batch_size: 10, timeout: 1s, send_batch_max_size: 20, metadata_keys: []}"))
        .isEqualTo(java.util.Map.entry(new BatchConfig(10, Duration.ofSeconds(1), 20), List.of()));
    assertThat(parse("{send_batch_size: 10, send_batch_max_size: 5}").getValue())
        .containsExactly("5 (expected: 0, or >= send_batch_size 10)");
    assertThat(parse("{metadata_keys: [tenant], metadata_cardinality_limit: 5}").getValue())
        .hasSize(2)
        .allMatch(m -> m.contains("not supported"));
  }

  private static java.util.Map.Entry<BatchConfig, List<String>> parse(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    var config = new BatchFactory().parseConfig(node);
    node.finish();
    return java.util.Map.entry(
        config, report.errors().stream().map(ConfigProblem::message).toList());
  }
}
