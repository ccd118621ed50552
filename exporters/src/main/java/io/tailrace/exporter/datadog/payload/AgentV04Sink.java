// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.ResourceFacts;

/** {@code /v0.4/traces}: an array of traces, each an array of spans. */
final class AgentV04Sink implements PayloadSink {

  private final MsgpackWriter out = new MsgpackWriter(1 << 16);
  private int traces;
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
    return out.size();
  }

  @Override
  public int bound(DatadogSpan span) {
    return MsgpackSpans.bound(span);
  }

  @Override
  public void beginResource(ResourceFacts resource) {
    if (out.size() == 0) {
      traceArray = out.openArray();
    }
  }

  @Override
  public void endResource() {
    // resources leave no trace of their own
  }

  @Override
  public void beginChunk() {
    traces++;
    spans = 0;
    spanArray = out.openArray();
  }

  @Override
  public void span(DatadogSpan span) {
    spans++;
    MsgpackSpans.write(span, out);
  }

  @Override
  public void endChunk(int priority) {
    out.close(spanArray, spans);
  }

  @Override
  public Finished finish() {
    out.close(traceArray, traces);
    var finished = new Finished(out.bytes(), out.size(), traces);
    out.reset();
    traces = 0;
    return finished;
  }
}
