// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.github.luben.zstd.Zstd;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileExporterTest {

  @TempDir private Path dir;
  private final SystemClock clock = new SystemClock();
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private final MetricRegistry metrics = new MetricRegistry();

  @AfterEach
  void everythingIsGivenBack() {
    clock.close();
    assertThat(memory.used()).isEqualTo(memory.used(MemoryTag.IDLE_ARRAYS));
  }

  private static List<String> problems(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    new FileExporterFactory().parseConfig(node);
    node.finish();
    return report.errors().stream().map(Object::toString).toList();
  }

  private Exporter exporter(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    var factory = new FileExporterFactory();
    var config = factory.parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    return factory.create(
        config,
        new ComponentContext(
            ComponentId.parse("file"),
            ComponentKind.EXPORTER,
            metrics,
            memory,
            clock,
            new EventLoops(1),
            Set.of()));
  }

  private static SpanBatch batch(int trace) {
    return TestTraces.batch(TestTraces.request("shop", TestTraces.span(trace, 1, 0).build()));
  }

  private void write(String yaml, int from, int to) {
    var exporter = exporter(yaml);
    exporter.start();
    for (int i = from; i < to; i++) {
      exporter.consume(batch(i));
    }
    exporter.stop(Deadline.after(Duration.ofSeconds(10), clock));
    assertThat(metrics.value("exporter_queue_size")).isZero();
  }

  private static List<byte[]> frames(Path file) throws IOException {
    var buffer = ByteBuffer.wrap(Files.readAllBytes(file));
    var frames = new ArrayList<byte[]>();
    while (buffer.hasRemaining()) {
      byte[] frame = new byte[buffer.getInt()];
      buffer.get(frame);
      frames.add(frame);
    }
    return frames;
  }

  private static byte[] inflated(byte[] frame) {
    return Zstd.decompress(frame, (int) Zstd.getFrameContentSize(frame));
  }

  private static Span span(byte[] request) throws IOException {
    return ExportTraceServiceRequest.parseFrom(request)
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(0);
  }

  @Test
  void json_isOneDocumentPerLine_inOrder() throws Exception {
    Path file = dir.resolve("traces.json");
    write("path: " + file, 1, 20);
    var lines = Files.readAllLines(file);
    assertThat(lines).hasSize(19);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).contains(String.format("\"%032x\"", i + 1).substring(17));
      try (var parser = new JsonFactory().createParser(lines.get(i))) {
        parser.nextToken();
        parser.skipChildren();
        assertThat(parser.nextToken()).isNull();
      }
    }
    assertThat(metrics.value("exporter_sent_spans")).isEqualTo(19);
  }

  @Test
  void proto_isLengthPrefixed_compressedOrNot() throws Exception {
    write("{path: " + dir.resolve("a.bin") + ", format: proto}", 1, 4);
    var plain = frames(dir.resolve("a.bin"));
    assertThat(plain).hasSize(3);
    assertThat(plain.get(2)).isEqualTo(batch(3).bytes());
    assertThat(span(plain.get(0))).isEqualTo(TestTraces.span(1, 1, 0).build());

    write("{path: " + dir.resolve("b.bin") + ", format: proto, compression: zstd}", 1, 4);
    assertThat(inflated(frames(dir.resolve("b.bin")).get(1))).isEqualTo(batch(2).bytes());

    write("{path: " + dir.resolve("c.bin") + ", compression: zstd}", 1, 4);
    assertThat(
            new String(
                inflated(frames(dir.resolve("c.bin")).get(1)),
                java.nio.charset.StandardCharsets.UTF_8))
        .startsWith("{\"resourceSpans\"");
  }

  @Test
  void append_continues_otherwiseTheFileIsEmptied() throws Exception {
    Path file = dir.resolve("traces.json");
    write("path: " + file, 1, 3);
    write("{path: " + file + ", append: true}", 3, 5);
    assertThat(Files.readAllLines(file)).hasSize(4);
    write("path: " + file, 5, 6);
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void flushInterval_writesWithoutStop() throws Exception {
    Path file = dir.resolve("traces.json");
    var exporter = exporter("{path: " + file + ", flush_interval: 10ms}");
    exporter.start();
    exporter.consume(batch(1));
    var deadline = Deadline.after(Duration.ofSeconds(10), clock);
    while (Files.size(file) == 0 && !deadline.isExpired()) {
      Thread.onSpinWait();
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
    exporter.stop(Deadline.after(Duration.ofSeconds(1), clock));
  }

  @Test
  void rotation_namesAndKeepsAsLumberjackDoes() throws Exception {
    Path file = dir.resolve("traces.json");
    Files.writeString(dir.resolve("traces-mine.json"), "not ours");
    Files.writeString(dir.resolve("traces-2001-01-02T03-04-05.000.json"), "old");
    var config =
        new FileExporterConfig(
            file,
            true,
            false,
            false,
            java.util.Optional.of(new FileExporterConfig.Rotation(100, 0, 3, false)),
            Duration.ZERO,
            java.util.Optional.empty());
    try (var rotating = new RotatingFile(config, clock)) {
      rotating.open();
      for (int i = 0; i < 6; i++) {
        rotating.write(new byte[60]);
      }
    }
    try (var files = Files.list(dir)) {
      var names = files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
      assertThat(names).hasSize(5).contains("traces.json", "traces-mine.json");
      assertThat(names)
          .filteredOn(
              n -> n.matches("traces-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}\\.json"))
          .hasSize(3)
          .doesNotContain("traces-2001-01-02T03-04-05.000.json");
    }
  }

  @Test
  void createDirectory_withPermissions() throws Exception {
    Path file = dir.resolve("a/b/traces.json");
    write("{path: " + file + ", create_directory: true, directory_permissions: \"0700\"}", 1, 2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void start_missingDirectory_saysWhatToDo() {
    var exporter = exporter("path: " + dir.resolve("none/traces.json"));
    assertThatThrownBy(exporter::start)
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("none/traces.json")
        .hasMessageContaining("create_directory");
  }

  @Test
  void write_fullDisk_isCountedAsFailed() {
    if (!Files.isWritable(Path.of("/dev/full"))) {
      return;
    }
    write("{path: /dev/full, append: true, flush_interval: 0}", 1, 3);
    assertThat(metrics.value("exporter_send_failed_spans")).isEqualTo(2);
    assertThat(metrics.value("exporter_sent_spans")).isZero();
  }

  @Test
  void parse_unsupportedAndContradictions_areRefused() {
    assertThat(problems("{path: a, group_by: {enabled: true}}"))
        .singleElement()
        .asString()
        .contains("group_by");
    assertThat(problems("{path: a, append: true, compression: zstd}")).hasSize(1);
    assertThat(problems("{path: a, append: true, rotation: {}}")).hasSize(1);
    assertThat(problems("{path: a, format: csv}")).hasSize(1);
    assertThat(problems("{path: a, directory_permissions: rwx}")).hasSize(1);
    assertThat(problems("{}")).singleElement().asString().contains("path");
    assertThat(problems("{path: a, rotation: {max_megabyte: 1}}"))
        .singleElement()
        .asString()
        .contains("max_megabytes");
  }
}
