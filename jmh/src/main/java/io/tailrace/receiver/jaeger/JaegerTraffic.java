// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.otlp.ProtoWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;

/** Batches of 200 spans of about 400 bytes, as a Jaeger client and an agent send them. */
final class JaegerTraffic {

  static final int SPANS = 200;

  private static final long START_SECONDS = 1_700_000_000L;
  private static final TStruct STRUCT = new TStruct();

  private final Random random = new Random(1);
  private long sequence;

  private Map<String, String> tags() {
    var tags = new LinkedHashMap<String, String>();
    tags.put("span.kind", "server");
    tags.put("http.method", "POST");
    tags.put("http.url", "http://checkout.shop.svc/api/v1/orders/" + random.nextInt(1 << 30));
    tags.put("http.status_code", "200");
    tags.put("peer.service", "checkout.shop.svc.cluster.local");
    tags.put("user_agent", "Mozilla/5.0 (X11; Linux x86_64)");
    tags.put("peer.address", "10.0.14." + random.nextInt(256));
    tags.put("thread.name", "reactor-http-epoll-" + random.nextInt(8));
    tags.put("component", "java-web-servlet");
    return tags;
  }

  byte[] proto() {
    var out = new ProtoWriter(128 << 10);
    out.begin(0x0A);
    for (int i = 0; i < SPANS; i++) {
      protoSpan(out, i);
    }
    out.begin(0x12);
    string(out, 0x0A, "checkout");
    protoTag(out, 0x12, "hostname", "ip-10-0-13-27.ec2.internal");
    protoTag(out, 0x12, "jaeger.version", "Go-2.30.0");
    out.end();
    out.end();
    return out.toByteArray();
  }

  private void protoSpan(ProtoWriter out, int i) {
    long low = id(i);
    out.begin(0x0A);
    out.bytes(0x0A, ByteBuffer.allocate(16).putLong(~low).putLong(low).array(), 0, 16);
    out.bytes(0x12, ByteBuffer.allocate(8).putLong(low + i + 1).array(), 0, 8);
    string(out, 0x1A, "POST /api/v1/orders/{orderId}/items");
    out.begin(0x22);
    out.bytes(0x0A, ByteBuffer.allocate(16).putLong(~low).putLong(low).array(), 0, 16);
    out.bytes(0x12, ByteBuffer.allocate(8).putLong(low).array(), 0, 8);
    out.end();
    out.varint(0x28, 1);
    out.begin(0x32);
    out.varint(0x08, START_SECONDS);
    out.varint(0x10, 123_456_000);
    out.end();
    out.begin(0x3A);
    out.varint(0x10, 10_000_000);
    out.end();
    tags().forEach((key, value) -> protoTag(out, 0x42, key, value));
    out.end();
  }

  private long id(int i) {
    if (i % 7 == 0) {
      sequence++;
    }
    return sequence * 0x9E3779B97F4A7C15L;
  }

  private static void protoTag(ProtoWriter out, int field, String key, String value) {
    out.begin(field);
    string(out, 0x0A, key);
    string(out, 0x1A, value);
    out.end();
  }

  private static void string(ProtoWriter out, int field, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.bytes(field, bytes, 0, bytes.length);
  }

  /** A batch in TBinaryProtocol, or the call that carries it in TCompactProtocol. */
  byte[] thrift(boolean compactCall) {
    try {
      var buffer = new TMemoryBuffer(128 << 10);
      if (compactCall) {
        TProtocol out = new TCompactProtocol(buffer);
        out.writeMessageBegin(new TMessage("emitBatch", TMessageType.ONEWAY, 1));
        out.writeStructBegin(STRUCT);
        field(out, TType.STRUCT, 1);
        batch(out);
        end(out);
      } else {
        batch(new TBinaryProtocol(buffer));
      }
      return Arrays.copyOf(buffer.getArray(), buffer.length());
    } catch (TException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void field(TProtocol out, byte type, int id) throws TException {
    out.writeFieldBegin(new TField("", type, (short) id));
  }

  private static void end(TProtocol out) throws TException {
    out.writeFieldStop();
    out.writeStructEnd();
  }

  private void batch(TProtocol out) throws TException {
    out.writeStructBegin(STRUCT);
    field(out, TType.STRUCT, 1);
    out.writeStructBegin(STRUCT);
    field(out, TType.STRING, 1);
    out.writeString("checkout");
    tags(out, 2, Map.of("hostname", "ip-10-0-13-27.ec2.internal", "jaeger.version", "Java-1.8.1"));
    end(out);
    field(out, TType.LIST, 2);
    out.writeListBegin(new TList(TType.STRUCT, SPANS));
    for (int i = 0; i < SPANS; i++) {
      span(out, i);
    }
    end(out);
  }

  private void span(TProtocol out, int i) throws TException {
    long low = id(i);
    out.writeStructBegin(STRUCT);
    long[] ids = {low, ~low, low + i + 1, low};
    for (int field = 1; field <= ids.length; field++) {
      field(out, TType.I64, field);
      out.writeI64(ids[field - 1]);
    }
    field(out, TType.STRING, 5);
    out.writeString("POST /api/v1/orders/{orderId}/items");
    field(out, TType.I32, 7);
    out.writeI32(1);
    field(out, TType.I64, 8);
    out.writeI64(START_SECONDS * 1_000_000 + 123_456);
    field(out, TType.I64, 9);
    out.writeI64(10_000);
    tags(out, 10, tags());
    end(out);
  }

  private static void tags(TProtocol out, int field, Map<String, String> tags) throws TException {
    field(out, TType.LIST, field);
    out.writeListBegin(new TList(TType.STRUCT, tags.size()));
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      out.writeStructBegin(STRUCT);
      field(out, TType.STRING, 1);
      out.writeString(tag.getKey());
      field(out, TType.I32, 2);
      out.writeI32(0);
      field(out, TType.STRING, 3);
      out.writeString(tag.getValue());
      end(out);
    }
  }
}
