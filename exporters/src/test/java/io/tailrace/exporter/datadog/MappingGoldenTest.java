// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.datadog.payload.PayloadEncoder;
import io.tailrace.exporter.datadog.payload.Payloads;
import io.tailrace.exporter.datadog.proto.AgentPayload;
import io.tailrace.exporter.datadog.proto.Span;
import io.tailrace.exporter.datadog.proto.TraceChunk;
import io.tailrace.exporter.datadog.proto.TracerPayload;
import io.tailrace.otlp.TestTraces;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the mapping's tables, as the intake sees it. */
class MappingGoldenTest {

  private static final MappingConfig V1 =
      new MappingConfig(
          MappingConfig.Version.V1, false, Map.of(), true, MappingConfig.Statements.OBFUSCATE);

  static Stream<GoldenCase> cases() {
    return Stream.of("names.txt", "resources.txt", "types.txt", "tags.txt", "payload.txt")
        .flatMap(file -> GoldenCase.read(file).stream());
  }

  static Stream<GoldenCase> v1() {
    return GoldenCase.read("v1.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void map_aSpan_becomesWhatTheTableSays(GoldenCase golden) throws Exception {
    check(golden, MappingConfig.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("v1")
  void map_v1_becomesWhatTheTableSays(GoldenCase golden) throws Exception {
    check(golden, V1);
  }

  private static void check(GoldenCase golden, MappingConfig mapping) throws Exception {
    var encoder = Payloads.encoder(PayloadEncoder.Format.INTAKE, mapping);
    var result = encoder.encode(TestTraces.batch(golden.request()));
    var payload = AgentPayload.parseFrom(result.payloads().getFirst().body().toArray());
    var tracer = payload.getTracerPayloads(0);
    assertThat(golden.expectations()).isNotEmpty();
    for (String expected : golden.expectations()) {
      check(expected, tracer, tracer.getChunks(0), tracer.getChunks(0).getSpans(0));
    }
  }

  private static void check(String expected, TracerPayload tracer, TraceChunk chunk, Span span) {
    String[] words = expected.split(" ", 3);
    if (words[0].equals("no")) {
      Map<String, ?> tags = words[1].equals("meta") ? span.getMetaMap() : span.getMetricsMap();
      assertThat(tags).doesNotContainKey(words[2]);
      return;
    }
    if (words[0].equals("meta")) {
      assertThat(span.getMetaMap()).containsEntry(words[1], words[2]);
    } else if (words[0].equals("metric")) {
      assertThat(span.getMetricsMap()).containsEntry(words[1], Double.parseDouble(words[2]));
    } else if (words[0].equals("chunktag")) {
      assertThat(chunk.getTagsMap()).containsEntry(words[1], words[2]);
    } else {
      String value = expected.substring(words[0].length() + 1);
      assertThat(field(words[0], tracer, chunk, span)).isEqualTo(value.equals("-") ? "" : value);
    }
  }

  private static String field(String name, TracerPayload tracer, TraceChunk chunk, Span span) {
    return switch (name) {
      case "service" -> span.getService();
      case "name" -> span.getName();
      case "resource" -> span.getResource();
      case "type" -> span.getType();
      case "traceID" -> Long.toUnsignedString(span.getTraceID());
      case "spanID" -> Long.toUnsignedString(span.getSpanID());
      case "parentID" -> Long.toUnsignedString(span.getParentID());
      case "start" -> Long.toString(span.getStart());
      case "duration" -> Long.toString(span.getDuration());
      case "error" -> Integer.toString(span.getError());
      case "priority" -> Integer.toString(chunk.getPriority());
      case "hostname" -> tracer.getHostname();
      case "env" -> tracer.getEnv();
      case "appVersion" -> tracer.getAppVersion();
      case "containerID" -> tracer.getContainerID();
      case "language" -> tracer.getLanguageName();
      case "tracerVersion" -> tracer.getTracerVersion();
      case "containertags" -> tracer.getTagsOrDefault("_dd.tags.container", "");
      default -> throw new IllegalArgumentException("field: " + name);
    };
  }
}
