// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import static io.tailrace.testbed.translate.Zipkin.ABSENT;

import io.tailrace.cli.traffic.ProtoWriter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes Zipkin's models in Zipkin's formats. */
final class ZipkinWriter {

  private static final List<String> KINDS =
      List.of("SPAN_KIND_UNSPECIFIED", "CLIENT", "SERVER", "PRODUCER", "CONSUMER");

  private ZipkinWriter() {}

  /** JSON v2. */
  static String json(List<Zipkin.Span> spans) {
    return list(spans, ZipkinWriter::json);
  }

  private static String json(Zipkin.Span span) {
    var out = new JsonObject().text("traceId", span.traceId());
    out.text("parentId", span.parentId()).text("id", span.id()).text("kind", span.kind());
    out.text("name", span.name());
    out.number("timestamp", span.micros()).number("duration", span.durationMicros());
    endpoint(out, "localEndpoint", span.local());
    endpoint(out, "remoteEndpoint", span.remote());
    if (!span.annotations().isEmpty()) {
      out.raw(
          "annotations",
          list(
              span.annotations(),
              a ->
                  new JsonObject()
                      .number("timestamp", a.micros())
                      .text("value", a.value())
                      .toString()));
    }
    if (!span.tags().isEmpty()) {
      var tags = new JsonObject();
      span.tags().forEach(tag -> tags.text(tag.key(), tag.value()));
      out.raw("tags", tags.toString());
    }
    if (span.debug()) {
      out.raw("debug", "true");
    }
    return (span.shared() ? out.raw("shared", "true") : out).toString();
  }

  private static void endpoint(JsonObject out, String key, Zipkin.@Nullable Endpoint endpoint) {
    if (endpoint != null) {
      out.raw(
          key,
          new JsonObject()
              .text("serviceName", endpoint.serviceName())
              .text("ipv4", endpoint.ipv4())
              .text("ipv6", endpoint.ipv6())
              .number("port", endpoint.port() == 0 ? ABSENT : endpoint.port())
              .toString());
    }
  }

  private static <T> String list(List<T> values, Function<T, String> writer) {
    return values.stream().map(writer).collect(Collectors.joining(",", "[", "]"));
  }

  /** JSON v1. */
  static String jsonV1(List<Zipkin.V1Span> spans) {
    return list(spans, ZipkinWriter::jsonV1);
  }

  private static String jsonV1(Zipkin.V1Span span) {
    var out = new JsonObject().text("traceId", span.traceId()).text("name", span.name());
    out.text("id", span.id()).text("parentId", span.parentId());
    out.number("timestamp", span.micros()).number("duration", span.durationMicros());
    if (!span.annotations().isEmpty()) {
      out.raw("annotations", list(span.annotations(), ZipkinWriter::jsonV1));
    }
    if (!span.binaries().isEmpty()) {
      out.raw("binaryAnnotations", list(span.binaries(), ZipkinWriter::jsonV1));
    }
    return (span.debug() ? out.raw("debug", "true") : out).toString();
  }

  private static String jsonV1(Zipkin.Annotation annotation) {
    var out = new JsonObject().number("timestamp", annotation.micros());
    out.text("value", annotation.value());
    endpoint(out, "endpoint", annotation.endpoint());
    return out.toString();
  }

  private static String jsonV1(Zipkin.Binary binary) {
    var out = new JsonObject().text("key", binary.key());
    if (binary.value() instanceof String value) {
      out.text("value", value);
    } else {
      out.raw("value", String.valueOf(binary.value()));
    }
    endpoint(out, "endpoint", binary.endpoint());
    return out.toString();
  }

  /** {@code ListOfSpans} of {@code zipkin.proto}. */
  static byte[] proto(List<Zipkin.Span> spans) {
    var out = new ProtoWriter();
    spans.forEach(span -> out.message(0x0A, proto(span)));
    return out.toByteArray();
  }

  private static ProtoWriter proto(Zipkin.Span span) {
    var out = new ProtoWriter().bytes(0x0A, HexFormat.of().parseHex(span.traceId()));
    if (span.parentId() != null) {
      out.bytes(0x12, HexFormat.of().parseHex(span.parentId()));
    }
    out.bytes(0x1A, HexFormat.of().parseHex(span.id()));
    if (span.kind() != null) {
      out.varint(0x20, KINDS.indexOf(span.kind()));
    }
    if (span.name() != null) {
      out.string(0x2A, span.name());
    }
    if (span.micros() != ABSENT) {
      out.fixed64(0x31, span.micros());
    }
    if (span.durationMicros() != ABSENT) {
      out.varint(0x38, span.durationMicros());
    }
    protoEndpoint(out, 0x42, span.local());
    protoEndpoint(out, 0x4A, span.remote());
    for (Zipkin.Annotation a : span.annotations()) {
      out.message(0x52, new ProtoWriter().fixed64(0x09, a.micros()).string(0x12, a.value()));
    }
    for (Zipkin.Tag tag : span.tags()) {
      out.message(0x5A, new ProtoWriter().string(0x0A, tag.key()).string(0x12, tag.value()));
    }
    if (span.debug()) {
      out.varint(0x60, 1);
    }
    return span.shared() ? out.varint(0x68, 1) : out;
  }

  private static void protoEndpoint(
      ProtoWriter out, int field, Zipkin.@Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return;
    }
    var body = new ProtoWriter();
    if (endpoint.serviceName() != null) {
      body.string(0x0A, endpoint.serviceName());
    }
    if (endpoint.ipv4() != null) {
      body.bytes(0x12, address(endpoint.ipv4()));
    }
    if (endpoint.ipv6() != null) {
      body.bytes(0x1A, address(endpoint.ipv6()));
    }
    if (endpoint.port() != 0) {
      body.varint(0x20, endpoint.port());
    }
    out.message(field, body);
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("address: " + literal + " (expected: a literal)", e);
    }
  }

  /** A list of v1's spans in Thrift's binary protocol. */
  static byte[] thrift(List<Zipkin.V1Span> spans) {
    var out = new ThriftOut.Binary();
    out.list(ThriftOut.Type.STRUCT, spans.size());
    spans.forEach(span -> thrift(out, span));
    return out.toByteArray();
  }

  private static void thrift(ThriftOut out, Zipkin.V1Span span) {
    String padded = "0".repeat(32 - span.traceId().length()) + span.traceId();
    out.beginStruct();
    out.i64(1, id(padded.substring(16)));
    out.text(3, span.name());
    out.i64(4, id(span.id()));
    if (span.parentId() != null) {
      out.i64(5, id(span.parentId()));
    }
    out.field(ThriftOut.Type.LIST, 6);
    out.list(ThriftOut.Type.STRUCT, span.annotations().size());
    for (Zipkin.Annotation annotation : span.annotations()) {
      out.beginStruct();
      out.i64(1, annotation.micros());
      out.text(2, annotation.value());
      thrift(out, 3, annotation.endpoint());
      out.endStruct();
    }
    out.field(ThriftOut.Type.LIST, 8);
    out.list(ThriftOut.Type.STRUCT, span.binaries().size());
    for (Zipkin.Binary binary : span.binaries()) {
      out.beginStruct();
      out.text(1, binary.key());
      out.bytes(2, value(binary));
      out.i32(3, binary.type().ordinal());
      thrift(out, 4, binary.endpoint());
      out.endStruct();
    }
    if (span.debug()) {
      out.bool(9, true);
    }
    if (span.micros() != ABSENT) {
      out.i64(10, span.micros());
    }
    if (span.durationMicros() != ABSENT) {
      out.i64(11, span.durationMicros());
    }
    if (span.traceId().length() == 32) {
      out.i64(12, id(padded.substring(0, 16)));
    }
    out.endStruct();
  }

  private static long id(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  private static byte[] value(Zipkin.Binary binary) {
    return switch (binary.value()) {
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case Boolean bool -> new byte[] {(byte) (bool ? 1 : 0)};
      case Double real -> ByteBuffer.allocate(8).putDouble(real).array();
      case Long number ->
          switch (binary.type()) {
            case I16 -> ByteBuffer.allocate(2).putShort(number.shortValue()).array();
            case I32 -> ByteBuffer.allocate(4).putInt(number.intValue()).array();
            default -> ByteBuffer.allocate(8).putLong(number).array();
          };
      default -> (byte[]) binary.value();
    };
  }

  private static void thrift(ThriftOut out, int id, Zipkin.@Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return;
    }
    out.field(ThriftOut.Type.STRUCT, id);
    out.beginStruct();
    if (endpoint.ipv4() != null) {
      out.i32(1, ByteBuffer.wrap(address(endpoint.ipv4())).getInt());
    }
    if (endpoint.port() != 0) {
      out.i16(2, endpoint.port());
    }
    if (endpoint.serviceName() != null) {
      out.text(3, endpoint.serviceName());
    }
    if (endpoint.ipv6() != null) {
      out.bytes(4, address(endpoint.ipv6()));
    }
    out.endStruct();
  }
}
