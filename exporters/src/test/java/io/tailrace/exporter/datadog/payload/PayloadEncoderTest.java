// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import static io.tailrace.exporter.datadog.payload.PayloadEncoder.Format.INTAKE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.datadog.proto.AgentPayload;
import io.tailrace.exporter.datadog.proto.Span;
import io.tailrace.exporter.datadog.proto.TraceChunk;
import io.tailrace.otlp.TestTraces;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadEncoderTest {

  private static final MappingConfig BY_PARENT =
      new MappingConfig(
          MappingConfig.Version.V2, false, Map.of(), false, MappingConfig.Statements.OBFUSCATE);

  private static AgentPayload decode(Payload payload) throws Exception {
    return AgentPayload.parseFrom(payload.body().toArray());
  }

  private static List<TraceChunk> chunks(PayloadEncoder.Result result) throws Exception {
    var chunks = new ArrayList<TraceChunk>();
    for (Payload payload : result.payloads()) {
      for (var tracer : decode(payload).getTracerPayloadsList()) {
        chunks.addAll(tracer.getChunksList());
      }
    }
    return chunks;
  }

  @Test
  void encode_spansOfTwoTraces_areChunksByTrace() throws Exception {
    var request =
        TestTraces.request(
            "shop",
            TestTraces.span(1, 12, 11).build(),
            TestTraces.span(2, 21, 0).build(),
            TestTraces.span(1, 11, 0).build());
    var chunks = chunks(Payloads.encode(INTAKE, request));
    assertThat(chunks).hasSize(2);
    assertThat(chunks.get(0).getSpansList()).extracting(Span::getSpanID).containsExactly(11L, 12L);
    assertThat(chunks.get(1).getSpansList()).extracting(Span::getSpanID).containsExactly(21L);
  }

  @Test
  void encode_chunk_isDescribedOnItsFirstSpanOnly() throws Exception {
    var request =
        TestTraces.request(
            "shop", TestTraces.span(1, 11, 0).build(), TestTraces.span(1, 12, 11).build());
    var spans = chunks(Payloads.encode(INTAKE, request)).getFirst().getSpansList();
    assertThat(spans.get(0).getMetaMap())
        .containsEntry("_dd.p.tid", "0000000000001234")
        .containsEntry("_dd.p.dm", "-9");
    assertThat(spans.get(1).getMetaMap()).doesNotContainKeys("_dd.p.tid", "_dd.p.dm");
    assertThat(spans).allMatch(span -> span.getMetaOrThrow("otel.trace_id").endsWith("01"));
  }

  @Test
  void encode_equalResources_areOneTracerPayload() throws Exception {
    var request =
        TestTraces.request("shop", TestTraces.span(1, 11, 0).build()).toBuilder()
            .mergeFrom(TestTraces.request("cart", TestTraces.span(1, 12, 11).build()))
            .mergeFrom(TestTraces.request("shop", TestTraces.span(1, 13, 11).build()))
            .build();
    var payload = decode(Payloads.encode(INTAKE, request).payloads().getFirst());
    assertThat(payload.getTracerPayloadsList()).hasSize(2);
    var shop = payload.getTracerPayloads(0).getChunks(0).getSpansList();
    assertThat(shop).extracting(Span::getSpanID).containsExactly(11L, 13L);
    assertThat(shop).extracting(Span::getService).containsOnly("shop");
  }

  @Test
  void encode_priorityOnALaterSpan_isTheChunks() throws Exception {
    var later =
        TestTraces.span(1, 12, 11)
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("sampling.priority")
                    .setValue(AnyValue.newBuilder().setIntValue(2)));
    var request = TestTraces.request("shop", TestTraces.span(1, 11, 0).build(), later.build());
    var chunk = chunks(Payloads.encode(INTAKE, request)).getFirst();
    assertThat(chunk.getPriority()).isEqualTo(2);
    assertThat(chunk.getSpans(0).getMetaMap()).containsEntry("_dd.p.dm", "-4");
  }

  @Test
  void encode_largeBatch_isCutAtTheLimitAndLosesNothing() throws Exception {
    var spans = new ArrayList<io.opentelemetry.proto.trace.v1.Span>();
    for (int i = 1; i <= 500; i++) {
      spans.add(
          TestTraces.span(i / 100, i, i % 100 == 0 ? 0 : 1)
              .addAttributes(TestTraces.attribute("text", "x".repeat(500)))
              .build());
    }
    var request =
        TestTraces.request("shop", spans.toArray(io.opentelemetry.proto.trace.v1.Span[]::new));
    var encoder = Payloads.encoder(INTAKE, MappingConfig.DEFAULT, 100_000);
    var result = encoder.encode(TestTraces.batch(request));
    assertThat(result.payloads()).hasSizeGreaterThan(4);
    assertThat(result.payloads()).allMatch(payload -> payload.body().length() <= 100_000);
    var ids = new ArrayList<Long>();
    for (TraceChunk chunk : chunks(result)) {
      assertThat(chunk.getPriority()).isEqualTo(1);
      assertThat(chunk.getSpans(0).getMetaMap()).containsKeys("_dd.p.tid", "_dd.p.dm");
      chunk.getSpansList().forEach(span -> ids.add(span.getSpanID()));
    }
    assertThat(ids).hasSize(500).doesNotHaveDuplicates();
    assertThat(result.payloads().stream().mapToInt(payload -> payload.spans().length).sum())
        .isEqualTo(500);
  }

  @Test
  void encode_aSpanLargerThanAPayload_isLeftOutAlone() throws Exception {
    var events = TestTraces.span(1, 12, 11);
    for (int i = 0; i < 100; i++) {
      events.addEventsBuilder().setName("x".repeat(2_000));
    }
    var request =
        TestTraces.request(
            "shop",
            TestTraces.span(1, 11, 0).build(),
            events.build(),
            TestTraces.span(1, 13, 11).build());
    var encoder = Payloads.encoder(INTAKE, MappingConfig.DEFAULT, 100_000);
    var result = encoder.encode(TestTraces.batch(request));
    assertThat(result.tooLargeSpans()).isEqualTo(1);
    assertThat(chunks(result).getFirst().getSpansList())
        .extracting(Span::getSpanID)
        .containsExactly(11L, 13L);
  }

  @Test
  void encode_longValues_areCutWithDots() throws Exception {
    var span =
        TestTraces.span(1, 11, 0)
            .addAttributes(TestTraces.attribute("k".repeat(300), "v"))
            .addAttributes(TestTraces.attribute("long", "ä".repeat(20_000)))
            .setName("n".repeat(6_000))
            .clearAttributes()
            .addAttributes(TestTraces.attribute("k".repeat(300), "v"))
            .addAttributes(TestTraces.attribute("long", "ä".repeat(20_000)))
            .build();
    var mapped = chunks(Payloads.encode(INTAKE, TestTraces.request("shop", span))).getFirst();
    var meta = mapped.getSpans(0).getMetaMap();
    assertThat(meta).containsEntry("k".repeat(200) + "...", "v");
    assertThat(meta.get("long")).isEqualTo("ä".repeat(12_500) + "...");
    assertThat(mapped.getSpans(0).getResource()).hasSize(5_000);
  }

  @Test
  void encode_ignoredResource_leavesTheWholeChunkOut() throws Exception {
    var request =
        TestTraces.request(
            "shop",
            TestTraces.span(1, 12, 11).setKind(SpanKind.SPAN_KIND_INTERNAL).build(),
            TestTraces.span(1, 11, 0).clearAttributes().setName("GET /health").build(),
            TestTraces.span(2, 21, 0).build());
    var encoder = Payloads.encoder(INTAKE, MappingConfig.DEFAULT, 3_200_000, "^GET /health$");
    var result = encoder.encode(TestTraces.batch(request));
    assertThat(result.ignoredSpans()).isEqualTo(2);
    assertThat(chunks(result)).singleElement().extracting(TraceChunk::getSpansCount).isEqualTo(1);
  }

  @Test
  void encode_topLevelByParent_looksAtTheParentsService() throws Exception {
    var other =
        TestTraces.span(1, 13, 11)
            .addAttributes(TestTraces.attribute("service.name", "db"))
            .build();
    var request =
        TestTraces.request(
            "shop",
            TestTraces.span(1, 11, 0).build(),
            TestTraces.span(1, 12, 11).build(),
            other,
            TestTraces.span(1, 14, 99).build());
    var encoder = Payloads.encoder(INTAKE, BY_PARENT);
    var spans = chunks(encoder.encode(TestTraces.batch(request))).getFirst().getSpansList();
    assertThat(spans)
        .filteredOn(span -> span.getMetricsMap().containsKey("_top_level"))
        .extracting(Span::getSpanID)
        .containsExactly(11L, 13L, 14L);
  }

  @Test
  void encode_remappedNames_areNamesOfV1() throws Exception {
    var mapping =
        new MappingConfig(
            MappingConfig.Version.V2,
            false,
            Map.of("test.server", "renamed"),
            true,
            MappingConfig.Statements.KEEP);
    var request = TestTraces.request("shop", TestTraces.span(1, 11, 0).build());
    var encoder = Payloads.encoder(INTAKE, mapping);
    assertThat(chunks(encoder.encode(TestTraces.batch(request))).getFirst().getSpans(0).getName())
        .isEqualTo("renamed");
  }

  @Test
  void encode_statementsToRemove_areNowhere() throws Exception {
    var mapping =
        new MappingConfig(
            MappingConfig.Version.V2, false, Map.of(), true, MappingConfig.Statements.REMOVE);
    var span =
        TestTraces.span(1, 11, 0)
            .clearAttributes()
            .setKind(SpanKind.SPAN_KIND_CLIENT)
            .addAttributes(TestTraces.attribute("db.system", "mysql"))
            .addAttributes(TestTraces.attribute("db.statement", "SELECT secret"))
            .build();
    var encoder = Payloads.encoder(INTAKE, mapping);
    var result = encoder.encode(TestTraces.batch(TestTraces.request("shop", span)));
    assertThat(decode(result.payloads().getFirst()).toString()).doesNotContain("secret");
  }

  @Test
  void encode_usedAgain_forgetsTheBatchBefore() throws Exception {
    var encoder = Payloads.encoder(INTAKE, MappingConfig.DEFAULT);
    var first = TestTraces.request("shop", TestTraces.span(1, 11, 0).build());
    var second = TestTraces.request("cart", TestTraces.span(2, 21, 0).build());
    byte[] once = encoder.encode(TestTraces.batch(second)).payloads().getFirst().body().toArray();
    encoder.encode(TestTraces.batch(first));
    assertThat(encoder.encode(TestTraces.batch(second)).payloads().getFirst().body().toArray())
        .isEqualTo(once);
  }

  /** What is allocated is the payload and a little for the batch, not for each span. */
  @Test
  void encode_ordinarySpans_allocatesNothingForEach() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var encoder = Payloads.encoder(INTAKE, MappingConfig.DEFAULT);
    var few = TestTraces.batch(request(100));
    var many = TestTraces.batch(request(1_100));
    long perBatch = 0;
    long perSpan = 0;
    for (int i = 0; i < 300; i++) {
      long start = threads.getCurrentThreadAllocatedBytes();
      int fewBytes = encoder.encode(few).payloads().getFirst().body().length();
      long middle = threads.getCurrentThreadAllocatedBytes();
      int manyBytes = encoder.encode(many).payloads().getFirst().body().length();
      long end = threads.getCurrentThreadAllocatedBytes();
      perBatch = middle - start - fewBytes;
      perSpan = (end - middle - manyBytes - perBatch) / 1_000;
    }
    assertThat(perSpan).isLessThan(16);
  }

  private static ExportTraceServiceRequest request(int spans) {
    var all = new io.opentelemetry.proto.trace.v1.Span[spans];
    for (int i = 0; i < spans; i++) {
      all[i] = TestTraces.span(i / 50, i + 1, i % 50 == 0 ? 0 : 1).build();
    }
    return TestTraces.request("shop", all);
  }
}
