// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.exporter.storage.FileStorageFactory;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistentQueueTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;

  private final FakeClock clock = new FakeClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private MetricRegistry metrics = new MetricRegistry();
  private FakeTransport backend = new FakeTransport();
  private long queueSize = 100_000;
  private Extension storage;
  private SendingExporter exporter;

  /** A new process: everything but the files is new. */
  private void start(int consumers, Optional<BatchConfig> batch) {
    metrics = new MetricRegistry();
    var old = backend;
    backend = new FakeTransport();
    backend.judge = old.judge;
    backend.answersAtOnce = old.answersAtOnce;
    storage = fileStorage();
    storage.start();
    var queue =
        new QueueConfig(
            consumers, queueSize, Sizer.ITEMS, false, Optional.of("file_storage"), batch);
    exporter =
        new SendingExporter(
            new SendingConfig(queue, RetryConfig.DEFAULT),
            context("otlp", ComponentKind.EXPORTER).with(_ -> storage),
            backend,
            new CallerRuns(),
            () -> 0.5);
    exporter.start();
  }

  private void start() {
    start(2, Optional.empty());
  }

  private ComponentContext context(String id, ComponentKind kind) {
    return new ComponentContext(
        ComponentId.parse(id), kind, metrics, memory, clock, new EventLoops(1), Set.of());
  }

  private Extension fileStorage() {
    var factory = new FileStorageFactory();
    var report = new ConfigReport();
    var config =
        factory.parseConfig(
            ConfigNodes.parse(
                "{directory: " + directory + ", segment_size: 65536, max_size: 262144}", report));
    assertThat(report.errors()).isEmpty();
    return factory.create(config, context("file_storage", ComponentKind.EXTENSION));
  }

  /** The end of a process as {@code kill -9} makes it: nobody is asked. The lock goes with it. */
  private void kill() {
    memory.release(MemoryTag.SENDING_QUEUE, memory.used(MemoryTag.SENDING_QUEUE));
    storage.stop(Deadline.after(Duration.ZERO, clock));
  }

  private void stop(Duration within) {
    exporter.stop(Deadline.after(within, clock));
    storage.stop(Deadline.after(within, clock));
  }

  private static SpanBatch batch(int trace, int spans) {
    return TestTraces.batch(
        TestTraces.request(
            "shop",
            IntStream.rangeClosed(1, spans)
                .mapToObj(i -> TestTraces.span(trace, i, 0).build())
                .toArray(io.opentelemetry.proto.trace.v1.Span[]::new)));
  }

  private long files() {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.toString().endsWith(".log")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void memoryIsGivenBack() {
    stop(Duration.ZERO);
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
  }

  @Test
  void consume_healthyBackend_sendsAndLeavesNothing() {
    start();
    var batch = batch(1, 3);
    assertThat(exporter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(backend.sent.getFirst().bytes()).isEqualTo(batch.bytes());
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(3);
    assertThat(metrics.value("exporter_queue_size")).isZero();
    stop(SECOND);
    assertThat(files()).isZero();
  }

  @Test
  void kill_whatWasAcceptedAndNotTaken_isSentAtTheNextStart() {
    backend.answersAtOnce = false;
    start();
    for (int i = 0; i < 10; i++) {
      exporter.consume(batch(i, 2));
    }
    assertThat(backend.sent).as("two are in flight").hasSize(2);
    kill();
    backend.answersAtOnce = true;
    start();
    assertThat(backend.sentSpans()).isEqualTo(20);
    assertThat(metrics.value("exporter_storage_recovered_spans")).isEqualTo(20);
    assertThat(metrics.value("exporter_queue_size")).isZero();
  }

  @Test
  void kill_whatTheBackendHasTaken_isNotSentAgain() {
    backend.answersAtOnce = false;
    start(10, Optional.empty());
    for (int i = 0; i < 6; i++) {
      exporter.consume(batch(i, 1));
    }
    backend.unanswered.get(1).complete(ExportOutcome.ACCEPTED);
    backend.unanswered.get(4).complete(ExportOutcome.ACCEPTED);
    kill();
    backend.answersAtOnce = true;
    start();
    assertThat(backend.sent.stream().map(b -> b.index().traceIdLow(0)))
        .containsExactly(0L, 2L, 3L, 5L);
  }

  @Test
  void memory_hasOnlyWhatIsInFlight() {
    backend.answersAtOnce = false;
    start();
    var batch = batch(1, 5);
    for (int i = 0; i < 50; i++) {
      exporter.consume(batch);
    }
    assertThat(metrics.value("exporter_queue_size")).isEqualTo(250);
    assertThat(memory.used(MemoryTag.SENDING_QUEUE))
        .as("arrays have 1 KiB at least")
        .isEqualTo(2L * (1024 + backend.retainedBytes));
  }

  @Test
  void memoryLimit_oneRequestIsReadAtATime() {
    var batch = batch(1, 5);
    memory.setLimit(MemoryTag.SENDING_QUEUE, 10);
    backend.answersAtOnce = false;
    start(10, Optional.empty());
    for (int i = 0; i < 5; i++) {
      assertThat(exporter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(backend.sent).hasSize(i + 1);
      backend.unanswered.get(i).complete(ExportOutcome.ACCEPTED);
    }
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(25);
  }

  @Test
  void queueSize_refuses_andIsCountedAfterARestart() {
    queueSize = 1000;
    backend.answersAtOnce = false;
    start();
    exporter.consume(batch(1, 990));
    assertThat(exporter.consume(batch(2, 11))).isInstanceOf(ConsumeResult.Refused.class);
    kill();
    start();
    assertThat(exporter.consume(batch(2, 11))).isInstanceOf(ConsumeResult.Refused.class);
    assertThat(exporter.consume(batch(2, 10))).isEqualTo(ConsumeResult.ACCEPTED);
  }

  @Test
  void maxSize_refusesUntilSomethingIsTaken() {
    backend.answersAtOnce = false;
    start(1, Optional.empty());
    var batch = batch(1, 100);
    int taken = 0;
    while (exporter.consume(batch) == ConsumeResult.ACCEPTED) {
      taken++;
    }
    assertThat(metrics.value("exporter_storage_bytes")).isBetween(200_000.0, 262_144.0);
    assertThat(taken).isBetween(15, 21);
    for (int i = 0; i < taken; i++) {
      backend.unanswered.get(i).complete(ExportOutcome.ACCEPTED);
    }
    assertThat(exporter.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
  }

  @Test
  void batch_largerThanTheStorage_isRejected() {
    start();
    assertThat(exporter.consume(batch(1, 3000))).isInstanceOf(ConsumeResult.Rejected.class);
  }

  @Test
  void stop_healthyBackend_sendsEverything() {
    start();
    backend.willAnswer(new ExportOutcome.Retryable("busy"));
    exporter.consume(batch(1, 3));
    exporter.consume(batch(2, 3));
    stop(SECOND);
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(6);
    assertThat(files()).isZero();
  }

  @Test
  void stop_backendDown_keepsEverythingAndDropsNothing() {
    backend.judge = _ -> Optional.of(new ExportOutcome.Retryable("down"));
    start();
    for (int i = 0; i < 20; i++) {
      exporter.consume(batch(i, 2));
    }
    stop(SECOND);
    assertThat(metrics.value("exporter_send_failed_spans")).isZero();
    backend.judge = _ -> Optional.empty();
    start();
    assertThat(backend.sentSpans()).isEqualTo(40);
  }

  @Test
  void batching_gluesWhatIsReadBack() {
    start(1, Optional.of(new BatchConfig(Duration.ofMillis(200), 10, 12, Sizer.ITEMS)));
    exporter.consume(batch(1, 4));
    exporter.consume(batch(2, 4));
    assertThat(backend.sent).isEmpty();
    exporter.consume(batch(3, 8));
    assertThat(backend.sent.stream().map(SpanBatch::spanCount)).containsExactly(12, 4);
    exporter.consume(batch(4, 1));
    clock.advance(Duration.ofMillis(200));
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(17);
    assertThat(metrics.value("exporter_queue_size")).isZero();
  }

  @Test
  void refusedSpan_isDroppedAlone_andSettledWithItsNeighbours() {
    backend.judge =
        batch ->
            batch.spanCount() == 1 || batch.index().traceIdLow(0) != 1
                ? Optional.empty()
                : Optional.of(new ExportOutcome.Invalid("bad"));
    start();
    exporter.consume(batch(1, 4));
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(4);
    stop(SECOND);
    assertThat(files()).isZero();
  }

  @Test
  void damagedBody_isCountedAndTheOthersAreSent() throws IOException {
    backend.answersAtOnce = false;
    start(1, Optional.empty());
    for (int i = 0; i < 3; i++) {
      exporter.consume(batch(i, 2));
    }
    kill();
    Path segment = directory.resolve("exporter_otlp/0000000000000001.log");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[60] ^= 1;
    Files.write(segment, bytes);
    backend.answersAtOnce = true;
    start();
    assertThat(backend.sentSpans()).isEqualTo(4);
    assertThat(
            metrics.value(
                "exporter_dropped_spans", new Label("reason", DropReason.STORAGE_DAMAGED.label())))
        .isEqualTo(2);
    assertThat(metrics.value("exporter_queue_size")).isZero();
  }

  @Test
  void create_extensionThatIsNoStorage_isRefused() {
    start();
    var queue =
        new QueueConfig(1, 1, Sizer.ITEMS, false, Optional.of("health_check"), Optional.empty());
    assertThatThrownBy(
            () ->
                new SendingExporter(
                    new SendingConfig(queue, RetryConfig.DEFAULT),
                    context("otlp", ComponentKind.EXPORTER),
                    backend,
                    new CallerRuns(),
                    () -> 0.5))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("health_check");
  }
}
