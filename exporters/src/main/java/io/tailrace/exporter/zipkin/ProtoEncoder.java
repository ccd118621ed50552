// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import io.tailrace.otlp.ProtoWriter;
import java.net.InetAddress;
import java.util.Map;

/** v2 Protocol Buffers, {@code zipkin.proto3.ListOfSpans} (source: {@code zipkin.proto}). */
final class ProtoEncoder implements SpanEncoder {

  private static final int LIST_SPANS = 0x0A;

  private static final int TRACE_ID = 0x0A;
  private static final int PARENT_ID = 0x12;
  private static final int ID = 0x1A;
  private static final int KIND = 0x20;
  private static final int NAME = 0x2A;
  private static final int TIMESTAMP = 0x31;
  private static final int DURATION = 0x38;
  private static final int LOCAL_ENDPOINT = 0x42;
  private static final int REMOTE_ENDPOINT = 0x4A;
  private static final int ANNOTATIONS = 0x52;
  private static final int TAGS = 0x5A;

  private static final int ENDPOINT_SERVICE_NAME = 0x0A;
  private static final int ENDPOINT_IPV4 = 0x12;
  private static final int ENDPOINT_IPV6 = 0x1A;
  private static final int ENDPOINT_PORT = 0x20;

  private static final int ANNOTATION_TIMESTAMP = 0x09;
  private static final int ANNOTATION_VALUE = 0x12;

  private static final int ENTRY_KEY = 0x0A;
  private static final int ENTRY_VALUE = 0x12;

  private static final Map<String, Integer> KINDS =
      Map.of("CLIENT", 1, "SERVER", 2, "PRODUCER", 3, "CONSUMER", 4);

  private final ProtoWriter out;

  /**
   * Begins a body.
   *
   * @param bytes how many it will probably have
   */
  ProtoEncoder(int bytes) {
    out = new ProtoWriter(bytes + 64);
  }

  @Override
  public void write(ZipkinSpan span) {
    out.begin(LIST_SPANS);
    out.bytes(TRACE_ID, span.traceId, 0, span.traceId.length);
    if (span.parentId.length > 0) {
      out.bytes(PARENT_ID, span.parentId, 0, span.parentId.length);
    }
    out.bytes(ID, span.id, 0, span.id.length);
    if (!span.kind.isEmpty()) {
      out.varint(KIND, KINDS.getOrDefault(span.kind, 0));
    }
    if (!span.name.isEmpty()) {
      string(NAME, span.name);
    }
    if (span.timestamp != 0) {
      out.fixed64(TIMESTAMP, span.timestamp);
    }
    if (span.duration != 0) {
      out.varint(DURATION, span.duration);
    }
    host(LOCAL_ENDPOINT, span.local);
    host(REMOTE_ENDPOINT, span.remote);
    for (ZipkinSpan.Annotation annotation : span.annotations) {
      out.begin(ANNOTATIONS);
      out.fixed64(ANNOTATION_TIMESTAMP, annotation.timestamp());
      string(ANNOTATION_VALUE, annotation.value());
      out.end();
    }
    for (Map.Entry<String, String> tag : span.tags.entrySet()) {
      out.begin(TAGS);
      string(ENTRY_KEY, tag.getKey());
      string(ENTRY_VALUE, tag.getValue());
      out.end();
    }
    out.end();
  }

  private void host(int tag, ZipkinSpan.Host host) {
    if (host.isEmpty()) {
      return;
    }
    out.begin(tag);
    if (!host.serviceName.isEmpty()) {
      string(ENDPOINT_SERVICE_NAME, host.serviceName);
    }
    InetAddress address = host.address;
    if (address != null) {
      byte[] bytes = address.getAddress();
      out.bytes(bytes.length == 4 ? ENDPOINT_IPV4 : ENDPOINT_IPV6, bytes, 0, bytes.length);
    }
    if (host.port != 0) {
      out.varint(ENDPOINT_PORT, host.port);
    }
    out.end();
  }

  private void string(int tag, String text) {
    char[] characters = text.toCharArray();
    out.utf8(tag, characters, 0, characters.length);
  }

  @Override
  public byte[] finish() {
    return out.toByteArray();
  }

  @Override
  public void close() {
    // only memory
  }
}
