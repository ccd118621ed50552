// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Zipkin's v2 spans of about 400 bytes of JSON, 200 in a request. */
final class ZipkinTraffic {

  static final int SPANS = 200;

  private final Random random = new Random(1);
  private long sequence = 1;

  private Map<String, String> tags() {
    var tags = new LinkedHashMap<String, String>();
    tags.put("http.method", "POST");
    tags.put("http.path", "/api/v1/orders/" + random.nextInt(1 << 30));
    tags.put("http.status_code", "200");
    tags.put("thread.name", "reactor-http-epoll-" + random.nextInt(8));
    return tags;
  }

  byte[] json() {
    var text = new StringBuilder("[");
    for (int i = 0; i < SPANS; i++) {
      long id = sequence++ * 0x9E3779B97F4A7C15L;
      text.append(i == 0 ? "" : ",")
          .append("{\"traceId\":\"%016x%016x\",\"parentId\":\"%016x\"".formatted(~id, id, ~id))
          .append(",\"id\":\"%016x\",\"kind\":\"SERVER\"".formatted(id))
          .append(",\"name\":\"post /api/v1/orders\",\"timestamp\":1700000000000000")
          .append(",\"duration\":10000,\"localEndpoint\":{\"serviceName\":\"checkout\"")
          .append(",\"ipv4\":\"10.0.13.27\"},\"remoteEndpoint\":{\"ipv4\":\"10.0.14.")
          .append(random.nextInt(256))
          .append("\",\"port\":51234},\"tags\":{");
      String separator = "";
      for (Map.Entry<String, String> tag : tags().entrySet()) {
        text.append(separator).append("\"%s\":\"%s\"".formatted(tag.getKey(), tag.getValue()));
        separator = ",";
      }
      text.append("}}");
    }
    return text.append(']').toString().getBytes(UTF_8);
  }

  byte[] proto() {
    return message(
        list -> {
          for (int i = 0; i < SPANS; i++) {
            list.writeByteArray(1, span(sequence++ * 0x9E3779B97F4A7C15L));
          }
        });
  }

  private byte[] span(long id) {
    return message(
        span -> {
          span.writeByteArray(1, ByteBuffer.allocate(16).putLong(~id).putLong(id).array());
          span.writeByteArray(2, ByteBuffer.allocate(8).putLong(~id).array());
          span.writeByteArray(3, ByteBuffer.allocate(8).putLong(id).array());
          span.writeEnum(4, 2);
          span.writeString(5, "post /api/v1/orders");
          span.writeFixed64(6, 1_700_000_000_000_000L);
          span.writeUInt64(7, 10_000);
          span.writeByteArray(
              8,
              message(
                  local -> {
                    local.writeString(1, "checkout");
                    local.writeByteArray(2, new byte[] {10, 0, 13, 27});
                  }));
          span.writeByteArray(
              9,
              message(
                  remote -> {
                    remote.writeByteArray(2, new byte[] {10, 0, 14, (byte) random.nextInt()});
                    remote.writeInt32(4, 51_234);
                  }));
          for (Map.Entry<String, String> tag : tags().entrySet()) {
            span.writeByteArray(
                11,
                message(
                    entry -> {
                      entry.writeString(1, tag.getKey());
                      entry.writeString(2, tag.getValue());
                    }));
          }
        });
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
