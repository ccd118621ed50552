// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.otlp.OtlpField;

/** Encodes the spans of a story as it happened in one trace. */
final class StorySpan {

  /** How much longer the culprit of a slow trace takes. */
  static final int SLOW_MILLIS = 1_500;

  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final int STATUS_ERROR = 2;

  private StorySpan() {}

  /**
   * Encodes one span.
   *
   * @param low the last eight bytes of the trace ID, which say what kind of trace it is
   * @param n which span of the story
   * @param startUnixNano when the trace began
   */
  static ProtoWriter encode(Story story, long low, int n, long startUnixNano) {
    Step step = story.steps().get(n);
    TraceKind kind = TraceIds.kind(low);
    boolean affected = kind != TraceKind.NORMAL && story.isAffected(n);
    long extra = affected && kind == TraceKind.SLOW ? SLOW_MILLIS : 0;
    long start = startUnixNano + step.startMillis() * NANOS_PER_MILLI;
    long end = start + (step.millis() + extra) * NANOS_PER_MILLI;
    var span =
        new ProtoWriter()
            .id(OtlpField.SPAN_TRACE_ID, TraceIds.high(low), low)
            .id(OtlpField.SPAN_SPAN_ID, TraceIds.spanId(low, n));
    if (step.parent() >= 0) {
      span.id(OtlpField.SPAN_PARENT_SPAN_ID, TraceIds.spanId(low, step.parent()));
    }
    span.string(OtlpField.SPAN_NAME, step.name())
        .varint(OtlpField.SPAN_KIND, step.kind().number())
        .fixed64(OtlpField.SPAN_START_TIME, start)
        .fixed64(OtlpField.SPAN_END_TIME, end);
    step.attributes().forEach((key, value) -> attribute(span, key, value));
    if (affected && kind == TraceKind.ERROR) {
      fail(span, story, n, end);
    }
    return span;
  }

  private static void attribute(ProtoWriter span, String key, Object value) {
    if (value instanceof Long number) {
      span.attribute(OtlpField.SPAN_ATTRIBUTES, key, number);
    } else {
      span.attribute(OtlpField.SPAN_ATTRIBUTES, key, value.toString());
    }
  }

  private static void fail(ProtoWriter span, Story story, int n, long atUnixNano) {
    var status = new ProtoWriter();
    if (n == story.culprit()) {
      int a = OtlpField.EVENT_ATTRIBUTES;
      span.message(
          OtlpField.SPAN_EVENTS,
          new ProtoWriter()
              .fixed64(OtlpField.EVENT_TIME, atUnixNano)
              .string(OtlpField.EVENT_NAME, "exception")
              .attribute(a, "exception.type", story.exception())
              .attribute(a, "exception.message", story.message()));
      status.string(OtlpField.STATUS_MESSAGE, story.message());
    }
    span.message(OtlpField.SPAN_STATUS, status.varint(OtlpField.STATUS_CODE, STATUS_ERROR));
  }
}
