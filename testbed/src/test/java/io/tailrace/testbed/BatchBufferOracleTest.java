// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.TraceLedger;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is patched in place, read by protobuf's own runtime. */
class BatchBufferOracleTest {

  private static final int RUN = 4;

  private static List<Span> spans(BatchBuffer buffer) throws Exception {
    var request = ExportTraceServiceRequest.parseFrom(buffer.bytes());
    List<Span> spans = request.getResourceSpans(0).getScopeSpans(0).getSpansList();
    assertThat(spans).allSatisfy(s -> assertThat(s.getUnknownFields().asMap()).isEmpty());
    return spans;
  }

  private static ByteString id(long value) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(value).flip());
  }

  @Test
  void add_rootAndChild_arePatchedCompletely() throws Exception {
    var buffer = new BatchBuffer(new OtlpFormat(), 2, 430, 0);
    long low = TraceIds.low(RUN, TraceKind.ERROR, 2, 123);
    buffer.add(new LoadSpan(low, 0, 1_000, 2_000, false));
    buffer.add(new LoadSpan(low, 1, 1_100, 1_900, true));

    Span root = spans(buffer).get(0);
    Span child = spans(buffer).get(1);
    assertThat(root.getTraceId()).isEqualTo(id(TraceIds.high(low)).concat(id(low)));
    assertThat(root.getSpanId()).isEqualTo(id(TraceIds.spanId(low, 0)));
    assertThat(root.getParentSpanId()).isEqualTo(ByteString.EMPTY);
    assertThat(root.getTraceState()).isEqualTo("tb=root1");
    assertThat(root.getStartTimeUnixNano()).isEqualTo(1_000);
    assertThat(root.getEndTimeUnixNano()).isEqualTo(2_000);
    assertThat(root.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(child.getTraceId()).isEqualTo(root.getTraceId());
    assertThat(child.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(child.getTraceState()).isEmpty();
    assertThat(child.getStartTimeUnixNano()).isEqualTo(1_100);
    assertThat(child.getEndTimeUnixNano()).isEqualTo(1_900);
    assertThat(child.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(child.getFlags()).isEqualTo(0x101);
  }

  @Test
  void add_afterClear_leavesNothingOfTheSpanBefore() throws Exception {
    var buffer = new BatchBuffer(new OtlpFormat(), 1, 430, 0);
    buffer.add(new LoadSpan(TraceIds.low(RUN, TraceKind.ERROR, 2, 1), 1, 5, 6, true));
    buffer.clear();
    long low = TraceIds.low(RUN, TraceKind.NORMAL, 2, 2);
    buffer.add(new LoadSpan(low, 0, 7, 8, false));

    var fresh = new BatchBuffer(new OtlpFormat(), 1, 430, 0);
    fresh.add(new LoadSpan(low, 0, 7, 8, false));
    assertThat(buffer.bytes()).isEqualTo(fresh.bytes());
  }

  @Test
  void spans_ofEverySize_haveTheSizeAskedForAndTheNumberOfSlots() throws Exception {
    for (int size : new int[] {256, 300, 384, 385, 386, 387, 400, 430, 512, 1_000, 16_000}) {
      var buffer = new BatchBuffer(new OtlpFormat(), 9, size, 1);
      for (int i = 0; i < 9; i++) {
        buffer.add(new LoadSpan(TraceIds.low(RUN, TraceKind.NORMAL, 9, 0), i, 1, 2, true));
      }
      assertThat(spans(buffer))
          .hasSize(9)
          .allSatisfy(span -> assertThat(span.getSerializedSize()).isEqualTo(buffer.spanBytes()));
      assertThat(buffer.spanBytes()).isBetween(size - 2, size);
    }
  }

  @Test
  void acknowledge_entersWhatTheRequestHolds() {
    var buffer = new BatchBuffer(new OtlpFormat(), 3, 430, 0);
    long first = TraceIds.low(RUN, TraceKind.ERROR, 2, 0);
    long second = TraceIds.low(RUN, TraceKind.ERROR, 2, 1);
    buffer.add(new LoadSpan(first, 0, 1, 2, false));
    buffer.add(new LoadSpan(first, 1, 1, 2, true));
    buffer.add(new LoadSpan(second, 0, 1, 2, false));
    var ledger = new TraceLedger(RUN);
    buffer.acknowledge(ledger);

    assertThat(ledger.verdict().tally(TraceKind.ERROR).sent()).isEqualTo(1);
    assertThat(ledger.verdict().tally(TraceKind.ERROR).unfinished()).isEqualTo(1);
  }
}
