// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.ResourceFacts;
import io.tailrace.exporter.datadog.mapping.Text;

/** {@code /v0.7/traces}: one {@code TracerPayload}, all of one resource. */
final class AgentV07Sink implements PayloadSink {

  private final MsgpackWriter out = new MsgpackWriter(1 << 16);
  private int chunks;
  private int chunkArray;
  private int spanArray;
  private int spans;

  @Override
  public boolean mixesResources() {
    return false;
  }

  @Override
  public boolean describesChunks() {
    return true;
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
    boolean isTagged = !resource.containerTags().isEmpty();
    out.map(isTagged ? 8 : 7);
    pair("container_id", resource.containerId());
    pair("language_name", resource.language());
    pair("tracer_version", resource.tracerVersion());
    pair("env", resource.env());
    pair("hostname", resource.hostname());
    pair("app_version", resource.version());
    if (isTagged) {
      out.text("tags");
      out.map(1);
      pair("_dd.tags.container", resource.containerTags());
    }
    out.text("chunks");
    chunkArray = out.openArray();
  }

  @Override
  public void endResource() {
    out.close(chunkArray, chunks);
  }

  @Override
  public void beginChunk() {
    chunks++;
    spans = 0;
    out.map(5);
    out.text("spans");
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
    out.text("priority");
    out.signed(priority);
    pair("origin", "");
    out.text("dropped_trace");
    out.bool(false);
    out.text("tags");
    out.map(1);
    pair("_dd.otlp_sr", "1.00");
  }

  @Override
  public Finished finish() {
    var finished = new Finished(out.bytes(), out.size(), chunks);
    out.reset();
    chunks = 0;
    return finished;
  }

  private void pair(String key, Text value) {
    out.text(key);
    out.text(value.bytes(), value.offset(), value.length());
  }

  private void pair(String key, String value) {
    out.text(key);
    out.text(value);
  }
}
