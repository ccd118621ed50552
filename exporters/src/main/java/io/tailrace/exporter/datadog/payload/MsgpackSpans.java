// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.Tags;
import io.tailrace.exporter.datadog.mapping.Text;
import java.nio.charset.StandardCharsets;

/** Spans as maps, as v0.4 and v0.7 have them. */
final class MsgpackSpans {

  private static final int FIELDS = 12;

  private static final byte[] SERVICE = key("service");
  private static final byte[] NAME = key("name");
  private static final byte[] RESOURCE = key("resource");
  private static final byte[] TRACE_ID = key("trace_id");
  private static final byte[] SPAN_ID = key("span_id");
  private static final byte[] PARENT_ID = key("parent_id");
  private static final byte[] START = key("start");
  private static final byte[] DURATION = key("duration");
  private static final byte[] ERROR = key("error");
  private static final byte[] META = key("meta");
  private static final byte[] METRICS = key("metrics");
  private static final byte[] TYPE = key("type");

  /** Keys and headers of a span, and two headers of five bytes for each tag. */
  private static final int SPAN_OVERHEAD = 256;

  private static final int TAG_OVERHEAD = 14;

  private MsgpackSpans() {}

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  static int bound(DatadogSpan span) {
    int bytes = SPAN_OVERHEAD + span.service().length() + span.name().length();
    bytes += span.resource().length() + span.type().length();
    Tags meta = span.meta();
    for (int i = 0; i < meta.count(); i++) {
      bytes += TAG_OVERHEAD + meta.keyLength(i) + meta.valueLength(i);
    }
    Tags metrics = span.metrics();
    for (int i = 0; i < metrics.count(); i++) {
      bytes += TAG_OVERHEAD + metrics.keyLength(i);
    }
    return bytes;
  }

  static void write(DatadogSpan span, MsgpackWriter out) {
    out.map(FIELDS);
    text(SERVICE, span.service(), out);
    text(NAME, span.name(), out);
    text(RESOURCE, span.resource(), out);
    name(TRACE_ID, out);
    out.unsigned(span.traceId());
    name(SPAN_ID, out);
    out.unsigned(span.spanId());
    name(PARENT_ID, out);
    out.unsigned(span.parentId());
    name(START, out);
    out.signed(span.startNanos());
    name(DURATION, out);
    out.signed(span.durationNanos());
    name(ERROR, out);
    out.unsigned(span.isError() ? 1 : 0);
    name(META, out);
    Tags meta = span.meta();
    out.map(meta.count());
    for (int i = 0; i < meta.count(); i++) {
      out.text(meta.keyBytes(i), meta.keyOffset(i), meta.keyLength(i));
      out.text(meta.valueBytes(i), meta.valueOffset(i), meta.valueLength(i));
    }
    name(METRICS, out);
    Tags metrics = span.metrics();
    out.map(metrics.count());
    for (int i = 0; i < metrics.count(); i++) {
      out.text(metrics.keyBytes(i), metrics.keyOffset(i), metrics.keyLength(i));
      out.number(metrics.number(i));
    }
    text(TYPE, span.type(), out);
  }

  private static void name(byte[] key, MsgpackWriter out) {
    out.text(key, 0, key.length);
  }

  private static void text(byte[] key, Text value, MsgpackWriter out) {
    name(key, out);
    out.text(value.bytes(), value.offset(), value.length());
  }
}
