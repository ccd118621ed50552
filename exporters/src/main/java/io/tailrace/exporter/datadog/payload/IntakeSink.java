// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.ResourceFacts;
import io.tailrace.exporter.datadog.mapping.Text;
import io.tailrace.otlp.ProtoWriter;
import java.nio.charset.StandardCharsets;

/**
 * {@code AgentPayload} in Protocol Buffers (datadog-agent {@code pkg/proto/datadog/trace}): what
 * the intake takes.
 */
final class IntakeSink implements PayloadSink {

  private static final int PAYLOAD_HOST_NAME = 0x0A;
  private static final int PAYLOAD_ENV = 0x12;
  private static final int PAYLOAD_TRACER_PAYLOADS = 0x2A;
  private static final int PAYLOAD_AGENT_VERSION = 0x3A;
  private static final int PAYLOAD_TARGET_TPS = 0x41;
  private static final int PAYLOAD_ERROR_TPS = 0x49;

  private static final int TRACER_CONTAINER_ID = 0x0A;
  private static final int TRACER_LANGUAGE_NAME = 0x12;
  private static final int TRACER_TRACER_VERSION = 0x22;
  private static final int TRACER_CHUNKS = 0x32;
  private static final int TRACER_TAGS = 0x3A;
  private static final int TRACER_ENV = 0x42;
  private static final int TRACER_HOSTNAME = 0x4A;
  private static final int TRACER_APP_VERSION = 0x52;

  private static final int CHUNK_PRIORITY = 0x08;
  private static final int CHUNK_SPANS = 0x1A;
  private static final int CHUNK_TAGS = 0x22;

  private static final int ENTRY_KEY = 0x0A;
  private static final int ENTRY_TEXT = 0x12;

  private static final int KEPT_BYTES = 1 << 22;

  /** The Agent's own defaults: rates of its samplers, of which none runs here. */
  private static final double TARGET_TPS = 10;

  private static final double ERROR_TPS = 10;

  private final String hostname;
  private final String version;
  private final ProtoWriter out = new ProtoWriter(1 << 16);
  private final IntakeSpan encoded = new IntakeSpan();
  private byte[] payload = new byte[1 << 16];
  private boolean isOpen;
  private int chunks;

  IntakeSink(String hostname, String version) {
    this.hostname = hostname;
    this.version = version;
  }

  @Override
  public boolean mixesResources() {
    return true;
  }

  @Override
  public boolean describesChunks() {
    return true;
  }

  @Override
  public int size() {
    return isOpen ? out.length() : 0;
  }

  @Override
  public int bound(DatadogSpan span) {
    return IntakeSpan.bound(span);
  }

  @Override
  public void beginResource(ResourceFacts resource) {
    if (!isOpen) {
      isOpen = true;
      out.reset();
      text(PAYLOAD_HOST_NAME, hostname);
      text(PAYLOAD_ENV, NO_ENV);
      text(PAYLOAD_AGENT_VERSION, version);
      out.fixed64(PAYLOAD_TARGET_TPS, Double.doubleToRawLongBits(TARGET_TPS));
      out.fixed64(PAYLOAD_ERROR_TPS, Double.doubleToRawLongBits(ERROR_TPS));
    }
    out.begin(PAYLOAD_TRACER_PAYLOADS);
    text(TRACER_CONTAINER_ID, resource.containerId());
    text(TRACER_LANGUAGE_NAME, resource.language());
    text(TRACER_TRACER_VERSION, resource.tracerVersion());
    if (resource.env().length() > 0) {
      text(TRACER_ENV, resource.env());
    } else {
      text(TRACER_ENV, NO_ENV);
    }
    text(TRACER_HOSTNAME, resource.hostname());
    text(TRACER_APP_VERSION, resource.version());
    if (!resource.containerTags().isEmpty()) {
      pair(TRACER_TAGS, "_dd.tags.container", resource.containerTags());
    }
  }

  /** What the Agent takes for the environment of those that do not name one. */
  static final String NO_ENV = "none";

  @Override
  public void endResource() {
    out.end();
  }

  @Override
  public void beginChunk() {
    chunks++;
    out.begin(TRACER_CHUNKS);
  }

  @Override
  public void endChunk(int priority) {
    out.varint(CHUNK_PRIORITY, priority);
    pair(CHUNK_TAGS, "_dd.otlp_sr", "1.00");
    out.end();
  }

  @Override
  public void span(DatadogSpan span) {
    encoded.write(span);
    out.bytes(CHUNK_SPANS, encoded.bytes(), 0, encoded.size());
  }

  @Override
  public Finished finish() {
    int length = out.length();
    if (payload.length < length || payload.length > KEPT_BYTES) {
      payload = new byte[Math.max(length, 1 << 16)];
    }
    out.copyTo(payload);
    var finished = new Finished(payload, length, chunks);
    isOpen = false;
    chunks = 0;
    return finished;
  }

  private void text(int tag, Text value) {
    out.bytes(tag, value.bytes(), value.offset(), value.length());
  }

  private void text(int tag, String value) {
    if (!value.isEmpty()) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      out.bytes(tag, utf8, 0, utf8.length);
    }
  }

  private void pair(int tag, String key, String value) {
    out.begin(tag);
    text(ENTRY_KEY, key);
    text(ENTRY_TEXT, value);
    out.end();
  }
}
