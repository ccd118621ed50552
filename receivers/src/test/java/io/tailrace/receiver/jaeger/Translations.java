// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.thrift.MalformedThriftException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;

/** Translations as tests want them, and the messages that go into them. */
final class Translations {

  final Translation translation = new Translation();
  final MemoryBudget memory = new MemoryBudget(1L << 30);

  /** {@code PostSpansRequest{1: batch}}. */
  static byte[] request(Model.Batch batch) {
    return field(1, batch.toByteString());
  }

  /** One length-delimited field. */
  static byte[] field(int number, ByteString body) {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeBytes(number, body);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A batch in TBinaryProtocol. */
  static byte[] binary(Batch batch) throws TException {
    var buffer = new TMemoryBuffer(1024);
    TProtocol out = new TBinaryProtocol(buffer);
    batch.write(out);
    return Arrays.copyOf(buffer.getArray(), buffer.length());
  }

  ExportTraceServiceRequest proto(byte[] request) throws MalformedOtlpException {
    try (var reservation = new Reservation(memory)) {
      translation.proto(request, request.length, reservation);
      return result();
    }
  }

  ExportTraceServiceRequest thrift(byte[] batch) throws MalformedThriftException {
    try (var reservation = new Reservation(memory)) {
      translation.thriftBatch(batch, batch.length, reservation);
      return result();
    }
  }

  /** What was translated last, as protobuf's own parser reads it. */
  ExportTraceServiceRequest result() {
    byte[] otlp = new byte[translation.output.length()];
    translation.output.copyTo(otlp);
    try {
      return ExportTraceServiceRequest.parseFrom(otlp);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not OTLP", e);
    }
  }
}
