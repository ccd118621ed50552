// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.ResourceFacts;
import io.tailrace.exporter.datadog.mapping.Tags;
import io.tailrace.exporter.datadog.mapping.Text;

/** {@code /v0.5/traces}: a table of strings, and traces that refer to it. */
final class AgentV05Sink implements PayloadSink {

  private static final int FIELDS = 12;

  private final StringTable strings = new StringTable();
  private final MsgpackWriter traces = new MsgpackWriter(1 << 16);
  private final MsgpackWriter out = new MsgpackWriter(1 << 16);
  private int traceCount;
  private int traceArray;
  private int spanArray;
  private int spans;

  @Override
  public boolean mixesResources() {
    return true;
  }

  @Override
  public boolean describesChunks() {
    return false;
  }

  @Override
  public int size() {
    return traces.size() == 0 ? 0 : traces.size() + strings.encodedSize();
  }

  @Override
  public int bound(DatadogSpan span) {
    return MsgpackSpans.bound(span);
  }

  @Override
  public void beginResource(ResourceFacts resource) {
    if (traces.size() == 0) {
      strings.reset();
      traceArray = traces.openArray();
    }
  }

  @Override
  public void endResource() {
    // resources leave no trace of their own
  }

  @Override
  public void beginChunk() {
    traceCount++;
    spans = 0;
    spanArray = traces.openArray();
  }

  @Override
  public void span(DatadogSpan span) {
    spans++;
    traces.array(FIELDS);
    text(span.service());
    text(span.name());
    text(span.resource());
    traces.unsigned(span.traceId());
    traces.unsigned(span.spanId());
    traces.unsigned(span.parentId());
    traces.signed(span.startNanos());
    traces.signed(span.durationNanos());
    traces.unsigned(span.isError() ? 1 : 0);
    Tags meta = span.meta();
    traces.map(meta.count());
    for (int i = 0; i < meta.count(); i++) {
      traces.unsigned(strings.index(meta.keyBytes(i), meta.keyOffset(i), meta.keyLength(i)));
      traces.unsigned(strings.index(meta.valueBytes(i), meta.valueOffset(i), meta.valueLength(i)));
    }
    Tags metrics = span.metrics();
    traces.map(metrics.count());
    for (int i = 0; i < metrics.count(); i++) {
      traces.unsigned(
          strings.index(metrics.keyBytes(i), metrics.keyOffset(i), metrics.keyLength(i)));
      traces.number(metrics.number(i));
    }
    text(span.type());
  }

  private void text(Text value) {
    traces.unsigned(strings.index(value.bytes(), value.offset(), value.length()));
  }

  @Override
  public void endChunk(int priority) {
    traces.close(spanArray, spans);
  }

  @Override
  public Finished finish() {
    traces.close(traceArray, traceCount);
    out.reset();
    out.array(2);
    out.array(strings.count());
    out.raw(strings.encoded());
    out.raw(traces);
    var finished = new Finished(out.bytes(), out.size(), traceCount);
    traces.reset();
    traceCount = 0;
    return finished;
  }
}
