// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.tracestate;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanBatchEditor;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.processor.tailsampling.policy.TraceFacts;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Randomness in, thresholds out: reads {@code rv} and {@code th} of spans as they come, and writes
 * the threshold that a trace was sampled with into the spans that leave. A threshold that a span
 * carries already is never loosened, so that counts estimated from it stay right.
 *
 * <p>Allocates per span; only made when the gate is on. Used under the shard's lock.
 */
public final class Thresholds {

  private record TraceId(long high, long low) {}

  private final Map<TraceId, Long> sampled = new HashMap<>();
  private final LongConsumer countUnparseable;

  /**
   * Makes one.
   *
   * @param countUnparseable told the number of spans whose tracestate could not be parsed
   */
  public Thresholds(LongConsumer countUnparseable) {
    this.countUnparseable = countUnparseable;
  }

  /**
   * The randomness of a trace after more spans: the first explicit one wins.
   *
   * @param before the randomness so far, as in {@link TraceFacts#randomness}
   * @param from the first span
   * @param to the span behind the last
   */
  public long observe(long before, SpanIndex index, int from, int to) {
    long randomness = before;
    for (int i = from; i < to && randomness < 0; i++) {
      Optional<OtelTraceState> state = OtelTraceState.parse(traceState(index, i));
      if (state.isPresent()) {
        if (!state.get().randomness().isEmpty()) {
          randomness = state.get().randomnessBits();
        } else if (!state.get().threshold().isEmpty()) {
          randomness = TraceFacts.FROM_TRACE_ID;
        }
      }
    }
    return randomness;
  }

  /** Remembers the threshold of a sampled trace until the next {@link #apply}. */
  public void remember(long idHigh, long idLow, long threshold) {
    sampled.put(new TraceId(idHigh, idLow), threshold);
  }

  /** The batch with the thresholds remembered in its spans. */
  public SpanBatch apply(SpanBatch batch) {
    SpanIndex index = batch.index();
    var editor = new SpanBatchEditor(index);
    long unparseable = 0;
    for (int i = 0; i < index.spanCount(); i++) {
      Long threshold = sampled.get(new TraceId(index.traceIdHigh(i), index.traceIdLow(i)));
      if (threshold == null) {
        continue;
      }
      Optional<OtelTraceState> state = OtelTraceState.parse(traceState(index, i));
      if (state.isEmpty()) {
        unparseable++;
      } else if (state.get().thresholdBits() < threshold) {
        editor.replaceBytes(
            i,
            OtlpField.SPAN_TRACE_STATE,
            state.get().withThreshold(threshold).getBytes(StandardCharsets.UTF_8));
      }
    }
    sampled.clear();
    countUnparseable.accept(unparseable);
    return editor.write();
  }

  private static String traceState(SpanIndex index, int span) {
    return SpanBatchEditor.lastString(index, span, OtlpField.SPAN_TRACE_STATE);
  }
}
