// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSplitterTest {

  private static final SpanBatch BATCH =
      SpanBatch.concat(List.of(of("shop", 7), of("cart", 5), of("shop", 1)), ByteArrays.UNPOOLED);

  private static SpanBatch of(String service, int count) {
    var spans = new Span[count];
    for (int i = 0; i < count; i++) {
      spans[i] = TestTraces.span(service.hashCode(), i + 1, 0).build();
    }
    return TestTraces.batch(TestTraces.request(service, spans));
  }

  /** Each span with its service, schema and scope. */
  private static List<String> flatten(List<SpanBatch> batches) throws Exception {
    var flat = new ArrayList<String>();
    for (SpanBatch batch : batches) {
      int before = flat.size();
      for (var rs : ExportTraceServiceRequest.parseFrom(batch.bytes()).getResourceSpansList()) {
        for (var ss : rs.getScopeSpansList()) {
          ss.getSpansList()
              .forEach(s -> flat.add(rs.getResource() + "|" + ss.getScope() + "|" + s));
        }
      }
      assertThat(batch.spanCount()).isEqualTo(flat.size() - before);
    }
    return flat;
  }

  @Test
  void split_items_everySizeKeepsEverySpanInItsContext() throws Exception {
    for (int max = 1; max <= 14; max++) {
      var pieces = BatchSplitter.split(BATCH, max, Sizer.ITEMS, ByteArrays.UNPOOLED);
      assertThat(flatten(pieces)).isEqualTo(flatten(List.of(BATCH)));
      assertThat(pieces).hasSize((13 + max - 1) / max);
    }
  }

  @Test
  void split_bytes_staysBelowUnlessOneSpanIsLarger() throws Exception {
    for (int max = 50; max <= BATCH.length() + 50; max += 37) {
      var pieces = BatchSplitter.split(BATCH, max, Sizer.BYTES, ByteArrays.UNPOOLED);
      assertThat(flatten(pieces)).isEqualTo(flatten(List.of(BATCH)));
      for (SpanBatch piece : pieces) {
        assertThat(piece.length() <= max || piece.spanCount() == 1).isTrue();
      }
    }
  }

  @Test
  void split_smallEnough_isTheSame() {
    assertThat(BatchSplitter.split(BATCH, 13, Sizer.ITEMS, ByteArrays.UNPOOLED))
        .containsExactly(BATCH);
  }
}
