// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.RandomRequests;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.processor.tailsampling.buffer.TraceBuffer.Queue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A buffer against a model of it: lists of spans with their contexts. */
class TraceBufferTest {

  /** A span with all that must leave together with it. */
  private record Held(ResourceSpans resource, ScopeSpans scope, Span span) {}

  private final SpanIndex index = new SpanIndex();
  private final Map<Long, List<Held>> model = new HashMap<>();
  private final Random random = new Random(17);
  private TraceBuffer buffer;
  private long now;

  @AfterEach
  void close() {
    if (buffer != null) {
      buffer.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"256, 4194304", "512, 4194304", "2048, 8388608", "512, 1100000"})
  void randomOperations_keepEverySpanAndStayWithinTheBound(int pageBytes, long limitBytes)
      throws Exception {
    buffer = new TraceBuffer(limitBytes, pageBytes, 99, 1000);
    var requests = new RandomRequests(pageBytes, 400);
    int appended = 0;
    for (int round = 0; round < 1_200; round++) {
      if (append(requests.next())) {
        appended++;
      } else {
        takeOut(1 + random.nextInt(40));
      }
      if (random.nextInt(10) == 0) {
        takeOut(random.nextInt(10));
      }
      assertThat(buffer.usedBytes()).isLessThanOrEqualTo(buffer.allocatedBytes());
      assertThat(buffer.allocatedBytes()).isLessThanOrEqualTo(limitBytes);
      assertThat(buffer.size(Queue.DECISION_WAIT)).isEqualTo(model.size());
    }
    takeOut(Integer.MAX_VALUE);

    assertThat(appended).isGreaterThan(200);
    assertThat(buffer.slab().pagesInUse()).isZero();
    assertThat(buffer.oldest(Queue.DECISION_WAIT)).isEqualTo(TraceBuffer.NO_TRACE);
  }

  /** Appends span by span or run by run; false if there was no room. */
  private boolean append(ExportTraceServiceRequest request) throws Exception {
    now += 100_000_000;
    byte[] bytes = request.toByteArray();
    OtlpScanner.scan(bytes, 0, bytes.length, index);
    long inline = 0;
    int[] contexts = new int[index.contextCount()];
    for (int c = 0; c < contexts.length; c++) {
      contexts[c] = buffer.holdContext(index, c, now);
      inline += index.scopeLength(c) + index.resourceLength(index.contextResource(c)) + 8;
    }
    long pages =
        buffer.pagesFor(index.spanCount(), bytes.length + inline * Math.max(1, index.spanCount()));
    boolean fits = buffer.hasRoomFor(pages, index.spanCount());
    if (fits) {
      List<Held> all = held(request);
      for (int i = 0; i < index.spanCount(); i++) {
        appendSpan(i, contexts, all.get(i));
      }
    }
    for (int used : contexts) {
      if (used >= 0) {
        buffer.releaseContext(used, now);
      }
    }
    return fits;
  }

  private void appendSpan(int i, int[] contexts, Held held) {
    long high = index.traceIdHigh(i);
    long low = index.traceIdLow(i);
    int trace = buffer.find(high, low);
    assertThat(trace != TraceBuffer.NO_TRACE).isEqualTo(model.containsKey(low));
    if (trace == TraceBuffer.NO_TRACE) {
      trace = buffer.create(high, low, now, 2, random.nextInt(5000));
    }
    buffer.append(trace, contexts[index.context(i)], index, i, i + 1);
    model.computeIfAbsent(low, _ -> new ArrayList<>()).add(held);
    assertThat(buffer.spans(trace)).isEqualTo(model.get(low).size());
  }

  private static List<Held> held(ExportTraceServiceRequest request) {
    var all = new ArrayList<Held>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          all.add(
              new Held(
                  resource.toBuilder().clearScopeSpans().build(),
                  scope.toBuilder().clearSpans().build(),
                  span));
        }
      }
    }
    return all;
  }

  private void takeOut(int most) throws Exception {
    var expected = new ArrayList<Held>();
    SampledTraces sampled = buffer.sampledTraces(ByteArrays.UNPOOLED);
    for (int i = 0; i < most && buffer.oldest(Queue.DECISION_WAIT) != TraceBuffer.NO_TRACE; i++) {
      int trace = buffer.oldest(Queue.DECISION_WAIT);
      List<Held> spans = model.remove(buffer.idLow(trace));
      if (random.nextInt(4) == 0) {
        buffer.free(trace);
      } else {
        buffer.move(trace, Queue.LEAVING);
        sampled.add(trace);
        expected.addAll(spans);
      }
    }
    SpanBatch batch = sampled.writeAndFree();
    List<Held> actual = held(ExportTraceServiceRequest.parseFrom(batch.bytes()));
    assertThat(batch.spanCount()).isEqualTo(expected.size());
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(new HashSet<>(actual)).isEqualTo(new HashSet<>(expected));
  }

  @Test
  void sampledTraces_shareTheirContexts() throws Exception {
    buffer = new TraceBuffer(4 << 20, 512, 1, 100);
    for (long trace = 1; trace <= 20; trace++) {
      append(
          io.tailrace.otlp.TestTraces.request(
              "shop", io.tailrace.otlp.TestTraces.span(trace, trace, 0).build()));
    }
    SampledTraces sampled = buffer.sampledTraces(ByteArrays.UNPOOLED);
    while (buffer.oldest(Queue.DECISION_WAIT) != TraceBuffer.NO_TRACE) {
      int trace = buffer.oldest(Queue.DECISION_WAIT);
      buffer.move(trace, Queue.LEAVING);
      sampled.add(trace);
    }

    var request = ExportTraceServiceRequest.parseFrom(sampled.writeAndFree().bytes());

    assertThat(request.getResourceSpansList()).hasSize(1);
    assertThat(request.getResourceSpans(0).getScopeSpansList()).hasSize(1);
    assertThat(request.getResourceSpans(0).getScopeSpans(0).getSpansList()).hasSize(20);
  }
}
