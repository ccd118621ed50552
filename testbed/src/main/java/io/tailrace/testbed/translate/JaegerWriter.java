// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import io.tailrace.cli.traffic.ProtoWriter;
import java.util.List;

/** Writes Jaeger's model in Jaeger's formats. */
final class JaegerWriter {

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int ONEWAY = 4;

  private JaegerWriter() {}

  /** A {@code PostSpansRequest} of {@code api_v2}. */
  static byte[] proto(Jaeger.Batch batch) {
    var body = new ProtoWriter();
    batch.spans().forEach(span -> body.message(0x0A, protoSpan(span)));
    if (batch.process() != null) {
      body.message(0x12, protoProcess(batch.process()));
    }
    return new ProtoWriter().message(0x0A, body).toByteArray();
  }

  private static ProtoWriter protoProcess(Jaeger.Origin process) {
    var out = new ProtoWriter();
    text(out, 0x0A, process.serviceName());
    process.tags().forEach(tag -> out.message(0x12, protoTag(tag)));
    return out;
  }

  private static ProtoWriter protoSpan(Jaeger.Span span) {
    var out = new ProtoWriter();
    out.id(0x0A, span.traceHigh(), span.traceLow()).id(0x12, span.spanId());
    text(out, 0x1A, span.name());
    for (Jaeger.Reference r : span.references()) {
      var reference = new ProtoWriter().id(0x0A, r.traceHigh(), r.traceLow()).id(0x12, r.spanId());
      out.message(0x22, r.isChildOf() ? reference : reference.varint(0x18, 1));
    }
    number(out, 0x28, span.flags());
    out.message(0x32, protoTime(span.startNanos())).message(0x3A, protoTime(span.durationNanos()));
    span.tags().forEach(tag -> out.message(0x42, protoTag(tag)));
    for (Jaeger.Log log : span.logs()) {
      var body = new ProtoWriter().message(0x0A, protoTime(log.nanos()));
      log.fields().forEach(tag -> body.message(0x12, protoTag(tag)));
      out.message(0x4A, body);
    }
    if (span.process() != null) {
      out.message(0x52, protoProcess(span.process()));
    }
    return out;
  }

  private static ProtoWriter protoTime(long nanos) {
    var out = new ProtoWriter();
    number(out, 0x08, nanos / NANOS_PER_SECOND);
    number(out, 0x10, nanos % NANOS_PER_SECOND);
    return out;
  }

  private static ProtoWriter protoTag(Jaeger.Tag tag) {
    var out = new ProtoWriter();
    text(out, 0x0A, tag.key());
    number(out, 0x10, tag.type().proto);
    switch (tag.value()) {
      case String value -> text(out, 0x1A, value);
      case Boolean value -> number(out, 0x20, value ? 1 : 0);
      case Long value -> number(out, 0x28, value);
      case Double value -> out.fixed64(0x31, Double.doubleToRawLongBits(value));
      default -> out.bytes(0x3A, (byte[]) tag.value());
    }
    return out;
  }

  private static void text(ProtoWriter out, int tag, String value) {
    if (!value.isEmpty()) {
      out.string(tag, value);
    }
  }

  private static void number(ProtoWriter out, int tag, long value) {
    if (value != 0) {
      out.varint(tag, value);
    }
  }

  /** A {@code Batch} in Thrift's binary protocol. */
  static byte[] thrift(Jaeger.Batch batch) {
    var out = new ThriftOut.Binary();
    thriftBatch(out, batch);
    return out.toByteArray();
  }

  /** A call of {@code Agent.emitBatch} as a datagram. */
  static byte[] datagram(ThriftOut out, Jaeger.Batch batch) {
    out.message("emitBatch", ONEWAY);
    out.beginStruct();
    out.field(ThriftOut.Type.STRUCT, 1);
    thriftBatch(out, batch);
    out.endStruct();
    return out.toByteArray();
  }

  private static void thriftBatch(ThriftOut out, Jaeger.Batch batch) {
    out.beginStruct();
    if (batch.process() != null) {
      out.field(ThriftOut.Type.STRUCT, 1);
      out.beginStruct();
      out.text(1, batch.process().serviceName());
      if (!batch.process().tags().isEmpty()) {
        tags(out, 2, batch.process().tags());
      }
      out.endStruct();
    }
    out.field(ThriftOut.Type.LIST, 2);
    out.list(ThriftOut.Type.STRUCT, batch.spans().size());
    batch.spans().forEach(span -> thriftSpan(out, span));
    out.endStruct();
  }

  private static void thriftSpan(ThriftOut out, Jaeger.Span span) {
    out.beginStruct();
    out.i64(1, span.traceLow());
    out.i64(2, span.traceHigh());
    out.i64(3, span.spanId());
    out.i64(4, span.parentSpanId());
    out.text(5, span.name());
    if (!span.references().isEmpty()) {
      out.field(ThriftOut.Type.LIST, 6);
      out.list(ThriftOut.Type.STRUCT, span.references().size());
      span.references().forEach(reference -> reference(out, reference));
    }
    out.i32(7, span.flags());
    out.i64(8, span.startNanos() / NANOS_PER_MICRO);
    out.i64(9, span.durationNanos() / NANOS_PER_MICRO);
    if (!span.tags().isEmpty()) {
      tags(out, 10, span.tags());
    }
    if (!span.logs().isEmpty()) {
      out.field(ThriftOut.Type.LIST, 11);
      out.list(ThriftOut.Type.STRUCT, span.logs().size());
      for (Jaeger.Log log : span.logs()) {
        out.beginStruct();
        out.i64(1, log.nanos() / NANOS_PER_MICRO);
        tags(out, 2, log.fields());
        out.endStruct();
      }
    }
    out.endStruct();
  }

  private static void reference(ThriftOut out, Jaeger.Reference reference) {
    out.beginStruct();
    out.i32(1, reference.isChildOf() ? 0 : 1);
    out.i64(2, reference.traceLow());
    out.i64(3, reference.traceHigh());
    out.i64(4, reference.spanId());
    out.endStruct();
  }

  private static void tags(ThriftOut out, int id, List<Jaeger.Tag> tags) {
    out.field(ThriftOut.Type.LIST, id);
    out.list(ThriftOut.Type.STRUCT, tags.size());
    for (Jaeger.Tag tag : tags) {
      out.beginStruct();
      out.text(1, tag.key());
      out.i32(2, tag.type().thrift);
      switch (tag.value()) {
        case String value -> out.text(3, value);
        case Boolean value -> out.bool(5, value);
        case Long value -> out.i64(6, value);
        case Double value -> {
          out.field(ThriftOut.Type.DOUBLE, 4);
          out.real(value);
        }
        default -> out.bytes(7, (byte[]) tag.value());
      }
      out.endStruct();
    }
  }
}
