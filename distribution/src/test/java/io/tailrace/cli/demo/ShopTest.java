// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShopTest {

  private static final long NOW = 1_577_880_000_000_000_000L;
  private static final int TRACES = 1_000;

  private final Shop shop = new Shop(5);

  private List<ExportTraceServiceRequest> requests() throws Exception {
    var requests = new ArrayList<ExportTraceServiceRequest>();
    for (ServiceBatch batch : shop.traces(TRACES, NOW)) {
      requests.add(ExportTraceServiceRequest.parseFrom(batch.request()));
    }
    return requests;
  }

  private Map<Long, List<Span>> traces() throws Exception {
    var traces = new HashMap<Long, List<Span>>();
    for (ExportTraceServiceRequest request : requests()) {
      request.getResourceSpansList().stream()
          .flatMap(r -> r.getScopeSpansList().stream())
          .flatMap(s -> s.getSpansList().stream())
          .forEach(
              span ->
                  traces
                      .computeIfAbsent(
                          span.getTraceId().asReadOnlyByteBuffer().getLong(8),
                          _ -> new ArrayList<>())
                      .add(span));
    }
    return traces;
  }

  @Test
  void requests_haveOneResourceAndSeveralScopesEach() throws Exception {
    List<ExportTraceServiceRequest> requests = requests();

    assertThat(requests).hasSize(Service.values().length);
    assertThat(requests)
        .allSatisfy(
            r -> {
              assertThat(r.getResourceSpansCount()).isEqualTo(1);
              assertThat(r.getResourceSpans(0).getResource().getAttributes(0).getKey())
                  .isEqualTo("service.name");
            })
        .anySatisfy(r -> assertThat(r.getResourceSpans(0).getScopeSpansCount()).isEqualTo(3));
  }

  @Test
  void traces_areWholeTrees() throws Exception {
    Map<Long, List<Span>> traces = traces();

    assertThat(traces).hasSize(TRACES);
    traces.forEach(
        (low, spans) -> {
          assertThat(spans).hasSize(TraceIds.spans(low));
          var ids = spans.stream().map(Span::getSpanId).toList();
          assertThat(ids).doesNotHaveDuplicates();
          assertThat(spans.stream().filter(s -> s.getParentSpanId().isEmpty())).hasSize(1);
          assertThat(spans)
              .allSatisfy(
                  s ->
                      assertThat(s.getParentSpanId().isEmpty() || ids.contains(s.getParentSpanId()))
                          .isTrue());
        });
  }

  @Test
  void traces_errorKind_hasAnExceptionAndErrorStatusAndNoOtherHas() throws Exception {
    traces()
        .forEach(
            (low, spans) -> {
              boolean error = TraceIds.kind(low) == TraceKind.ERROR;
              assertThat(
                      spans.stream()
                          .anyMatch(s -> s.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR))
                  .isEqualTo(error);
              assertThat(spans.stream().filter(s -> s.getEventsCount() == 1))
                  .hasSize(error ? 1 : 0);
            });
    assertThat(shop.made(TraceKind.ERROR)).isBetween(15L, 50L);
  }

  @Test
  void traces_slowKind_takeLongerThanASecondAndNoOtherDoes() throws Exception {
    traces()
        .forEach(
            (low, spans) -> {
              long start = spans.stream().mapToLong(Span::getStartTimeUnixNano).min().orElseThrow();
              long end = spans.stream().mapToLong(Span::getEndTimeUnixNano).max().orElseThrow();
              assertThat(end - start > 1_000_000_000L)
                  .isEqualTo(TraceIds.kind(low) == TraceKind.SLOW);
            });
    assertThat(shop.made(TraceKind.SLOW)).isBetween(15L, 50L);
  }
}
