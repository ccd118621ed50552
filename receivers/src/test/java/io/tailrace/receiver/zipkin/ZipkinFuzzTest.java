// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zipkin2.codec.SpanBytesEncoder;

/**
 * Whatever the bytes are: either a clear refusal, or OTLP that protobuf's own parser takes and of
 * which no span is invalid; and never more memory than a multiple of the body.
 */
class ZipkinFuzzTest {

  private static final int MUTATIONS = 1_000;
  private static final String SPICE = "{}[]\",:0123456789eE+-.\\unulltruefalse|\u0000\t é";

  @FuzzTest(maxDuration = "10s")
  void fuzz_jsonV2_isTranslatedOrRefused(byte[] body) throws Exception {
    check(Format.V2_JSON, body);
  }

  @FuzzTest(maxDuration = "10s")
  void fuzz_jsonV1_isTranslatedOrRefused(byte[] body) throws Exception {
    check(Format.V1_JSON, body);
  }

  @FuzzTest(maxDuration = "10s")
  void fuzz_proto_isTranslatedOrRefused(byte[] body) throws Exception {
    check(Format.V2_PROTO, body);
  }

  @FuzzTest(maxDuration = "10s")
  void fuzz_thrift_isTranslatedOrRefused(byte[] body) throws Exception {
    check(Format.V1_THRIFT, body);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void mutate_validBodies_areTranslatedOrRefused(Format format) throws Exception {
    var random = new Random(format.ordinal());
    byte[] spice = SPICE.getBytes(UTF_8);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = encode(format, new RandomSpans(random));
      for (int m = 1 + random.nextInt(4); m > 0; m--) {
        int at = random.nextInt(body.length);
        int from = random.nextInt(body.length);
        int count = Math.min(random.nextInt(20), body.length - Math.max(at, from));
        switch (random.nextInt(3)) {
          case 0 -> body[at] = spice[random.nextInt(spice.length)];
          case 1 -> body[at] = (byte) random.nextInt();
          default -> System.arraycopy(body, from, body, at, count);
        }
      }
      check(format, body);
    }
  }

  private static byte[] encode(Format format, RandomSpans spans) {
    var encoder =
        switch (format) {
          case V1_JSON -> SpanBytesEncoder.JSON_V1;
          case V1_THRIFT -> SpanBytesEncoder.THRIFT;
          case V2_JSON -> SpanBytesEncoder.JSON_V2;
          case V2_PROTO -> SpanBytesEncoder.PROTO3;
        };
    return encoder.encodeList(spans.list(3));
  }

  @Test
  void translate_manyEmptyThings_staysWithinAMultipleOfTheBody() throws Exception {
    String annotations = "{},".repeat(100_000);
    check(
        Format.V2_JSON,
        ("[{\"traceId\":\"1\",\"id\":\"1\",\"annotations\":[" + annotations + "{}]}]")
            .getBytes(UTF_8));
    check(
        Format.V2_JSON,
        ("[" + "{\"traceId\":\"1\",\"id\":\"1\"},".repeat(20_000) + "null]").getBytes(UTF_8));
    var keys = new StringBuilder("[{\"traceId\":\"1\",\"id\":\"1\",\"tags\":{");
    for (int i = 0; i < 100_000; i++) {
      keys.append('"').append(i).append("\":\"\",");
    }
    check(Format.V2_JSON, keys.append("\"\":\"\"}}]").toString().getBytes(UTF_8));
  }

  private static void check(Format format, byte[] body) throws Exception {
    var memory = new MemoryBudget(1L << 32);
    memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 16L * body.length + (4 << 20));
    var translator = new Translator(memory, Translated.DEFAULT);
    try {
      translator.translate(format, body, body.length, Translated.NOW);
      byte[] request = translator.request();
      int length = translator.requestLength();
      ExportTraceServiceRequest.parseFrom(ByteString.copyFrom(request, 0, length));
      var index = new SpanIndex();
      OtlpScanner.scan(request, 0, length, index);
      assertThat(index.rejectedSpans()).isZero();
      assertThat(index.spanCount()).isEqualTo(translator.translated());
    } catch (MalformedSpansException e) {
      assertThat(e.reason()).isNotEmpty();
      assertThat(e.offset()).isBetween(0, body.length);
      assertThat(Translator.place(format, body, e.offset())).startsWith(" at ");
    } finally {
      translator.close();
    }
    assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).isZero();
  }
}
