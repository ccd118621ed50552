// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;

/** v2 JSON. */
final class JsonEncoder implements SpanEncoder {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final HexFormat HEX = HexFormat.of();

  private final ByteArrayOutputStream out;
  private final JsonGenerator json;

  /**
   * Begins a body.
   *
   * @param bytes how many it will probably have
   */
  JsonEncoder(int bytes) {
    out = new ByteArrayOutputStream(2 * bytes + 64);
    try {
      json = FACTORY.createGenerator(out);
      json.writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(ZipkinSpan span) {
    try {
      json.writeStartObject();
      json.writeStringField("traceId", traceId(span.traceId));
      if (span.parentId.length > 0) {
        json.writeStringField("parentId", HEX.formatHex(span.parentId));
      }
      json.writeStringField("id", HEX.formatHex(span.id));
      string("kind", span.kind);
      string("name", span.name);
      number("timestamp", span.timestamp);
      number("duration", span.duration);
      host("localEndpoint", span.local);
      host("remoteEndpoint", span.remote);
      annotations(span);
      tags(span);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 16 digits if the upper half is zero, as Zipkin's own clients write IDs of 64 bits. */
  private static String traceId(byte[] id) {
    for (int i = 0; i < 8; i++) {
      if (id[i] != 0) {
        return HEX.formatHex(id);
      }
    }
    return HEX.formatHex(id, 8, 16);
  }

  private void string(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private void number(String name, long value) throws IOException {
    if (value != 0) {
      json.writeNumberField(name, value);
    }
  }

  private void host(String name, ZipkinSpan.Host host) throws IOException {
    if (host.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(name);
    string("serviceName", host.serviceName);
    string(host.isIpv6() ? "ipv6" : "ipv4", host.ip);
    number("port", host.port);
    json.writeEndObject();
  }

  private void annotations(ZipkinSpan span) throws IOException {
    if (span.annotations.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("annotations");
    for (ZipkinSpan.Annotation annotation : span.annotations) {
      json.writeStartObject();
      json.writeNumberField("timestamp", annotation.timestamp());
      json.writeStringField("value", annotation.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void tags(ZipkinSpan span) throws IOException {
    if (span.tags.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("tags");
    for (Map.Entry<String, String> tag : span.tags.entrySet()) {
      json.writeStringField(tag.getKey(), tag.getValue());
    }
    json.writeEndObject();
  }

  @Override
  public byte[] finish() {
    try {
      json.writeEndArray();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
