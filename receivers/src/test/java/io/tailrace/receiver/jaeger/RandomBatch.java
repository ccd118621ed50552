// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches in which everything occurs that Jaeger's translation has a rule for. */
final class RandomBatch {

  private static final String[] KEYS = {
    "span.kind",
    "error",
    "otel.status_code",
    "otel.status_description",
    "http.status_code",
    "http.response.status_code",
    "http.status_message",
    "w3c.tracestate",
    "otel.scope.name",
    "otel.scope.version",
    "event",
    "hostname",
    "host.name",
    "jaeger.version",
    "opencensus.exporterversion",
    "service.name",
    "a",
    "b",
    "",
    "db.statement",
    "änd"
  };
  private static final String[] TEXTS = {
    "client",
    "server",
    "producer",
    "consumer",
    "internal",
    "SERVER",
    "true",
    "false",
    "OK",
    "ok",
    "Error",
    "UNSET",
    "",
    "200",
    "404",
    "399",
    "99",
    "600",
    "+500",
    "0500",
    " 500",
    "404x",
    "-1",
    "99999999999999999999",
    "a=b",
    "ü",
    "some text that is longer than a few bytes"
  };
  private static final long[] NUMBERS = {
    0, 1, -1, 99, 100, 200, 399, 400, 404, 500, 600, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40
  };

  private final Random random;

  RandomBatch(Random random) {
    this.random = random;
  }

  private String key() {
    return KEYS[random.nextInt(KEYS.length)];
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private byte[] blob() {
    byte[] blob = new byte[random.nextInt(6)];
    random.nextBytes(blob);
    return blob;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** A few IDs, so that references meet spans; never zero. */
  private long id() {
    return 1 + random.nextInt(4);
  }

  private static ByteString bytes(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    return ByteString.copyFrom(buffer.flip());
  }

  Model.Batch proto() {
    var batch = Model.Batch.newBuilder();
    if (!oneIn(8)) {
      batch.setProcess(protoProcess());
    }
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      batch.addSpans(protoSpan());
    }
    return batch.build();
  }

  private Model.Process protoProcess() {
    var process = Model.Process.newBuilder();
    String[] names = {"", "shop", "cart", "OTLPResourceNoServiceName"};
    process.setServiceName(names[random.nextInt(oneIn(4) ? 4 : 3)]);
    for (int left = random.nextInt(5); left > 0; left--) {
      process.addTags(protoTag());
    }
    return process.build();
  }

  private Model.KeyValue protoTag() {
    var tag = Model.KeyValue.newBuilder().setKey(key());
    switch (random.nextInt(6)) {
      case 0 -> tag.setVTypeValue(1).setVBool(random.nextBoolean());
      case 1 -> tag.setVTypeValue(2).setVInt64(number());
      case 2 -> tag.setVTypeValue(3).setVFloat64(random.nextInt(100) / 4.0);
      case 3 -> tag.setVTypeValue(oneIn(2) ? 4 : 7).setVBinary(ByteString.copyFrom(blob()));
      default -> tag.setVStr(text());
    }
    return tag.build();
  }

  private Model.Span protoSpan() {
    var span =
        Model.Span.newBuilder()
            .setTraceId(bytes(oneIn(2) ? 0 : 5, id()))
            .setSpanId(bytes(id()))
            .setOperationName(text())
            .setFlags(random.nextInt(5))
            .setStartTime(
                Timestamp.newBuilder()
                    .setSeconds(1_700_000_000 + random.nextInt(100))
                    .setNanos(random.nextInt(1_000_000_000)));
    if (!oneIn(4)) {
      int sign = oneIn(5) ? -1 : 1;
      span.setDuration(
          Duration.newBuilder()
              .setSeconds((long) sign * random.nextInt(3))
              .setNanos(sign * random.nextInt(1_000_000_000)));
    }
    for (int left = random.nextInt(4); left > 0; left--) {
      span.addReferences(
          Model.SpanRef.newBuilder()
              .setTraceId(oneIn(3) ? bytes(0, id()) : span.getTraceId())
              .setSpanId(bytes(oneIn(6) ? 0 : id()))
              .setRefTypeValue(random.nextInt(oneIn(6) ? 4 : 2)));
    }
    for (int left = random.nextInt(8); left > 0; left--) {
      span.addTags(protoTag());
    }
    for (int left = random.nextInt(3); left > 0; left--) {
      var log = Model.Log.newBuilder();
      log.setTimestamp(
          Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(random.nextInt(1000)));
      for (int fields = random.nextInt(4); fields > 0; fields--) {
        log.addFields(protoTag());
      }
      span.addLogs(log);
    }
    if (oneIn(6)) {
      span.setProcess(protoProcess());
    }
    if (oneIn(6)) {
      span.setProcessId("p1").addWarnings("clock skew");
    }
    return span.build();
  }

  Batch thrift() {
    var spans = new ArrayList<Span>();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      spans.add(thriftSpan());
    }
    String[] names = {"", "shop", "cart", "OTLPResourceNoServiceName"};
    var process = new Process(names[random.nextInt(names.length)]);
    if (!oneIn(4)) {
      process.setTags(thriftTags(5));
    }
    return new Batch(process, spans);
  }

  private List<Tag> thriftTags(int most) {
    var tags = new ArrayList<Tag>();
    for (int left = random.nextInt(most); left > 0; left--) {
      tags.add(thriftTag());
    }
    return tags;
  }

  private Tag thriftTag() {
    String key = key();
    return switch (random.nextInt(6)) {
      case 0 -> new Tag(key, TagType.BOOL).setVBool(random.nextBoolean());
      case 1 -> new Tag(key, TagType.LONG).setVLong(number());
      case 2 -> new Tag(key, TagType.DOUBLE).setVDouble(random.nextInt(100) / 4.0);
      case 3 -> new Tag(key, TagType.BINARY).setVBinary(blob());
      default -> new Tag(key, TagType.STRING).setVStr(text());
    };
  }

  private Span thriftSpan() {
    long high = oneIn(2) ? 0 : 5;
    long low = id();
    long duration = oneIn(5) ? -random.nextInt(1000) : random.nextInt(1_000_000);
    var span =
        new Span(
            low,
            high,
            id(),
            oneIn(2) ? 0 : id(),
            text(),
            random.nextInt(5),
            1_700_000_000_000_000L + random.nextInt(),
            duration);
    if (oneIn(2)) {
      for (int left = random.nextInt(4); left > 0; left--) {
        span.addToReferences(
            new SpanRef(
                oneIn(2) ? SpanRefType.CHILD_OF : SpanRefType.FOLLOWS_FROM,
                oneIn(3) ? id() : low,
                high,
                oneIn(6) ? 0 : id()));
      }
    }
    if (!oneIn(5)) {
      span.setTags(thriftTags(8));
    }
    for (int left = random.nextInt(3); left > 0; left--) {
      span.addToLogs(new Log(1_700_000_000_000_000L + random.nextInt(1000), thriftTags(4)));
    }
    return span;
  }
}
