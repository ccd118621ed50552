// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import java.util.Arrays;
import java.util.List;

/** What became of a body. */
record Translated(
    ExportTraceServiceRequest request,
    int rejected,
    int repairedText,
    int repairedValues,
    String firstRejection) {

  static final TranslationSettings DEFAULT =
      new TranslationSettings(SemanticConventions.DEFAULT, false);

  /** The present time of every test, in nanoseconds. */
  static final long NOW = 1_700_000_000_000_000_001L;

  static Translated of(Format format, byte[] body) throws MalformedSpansException {
    return of(format, DEFAULT, body);
  }

  static Translated json(String body) throws MalformedSpansException {
    return of(Format.V2_JSON, body.getBytes(UTF_8));
  }

  /** A body in the middle of an array, as a receiver has it, is left as it is. */
  static Translated of(Format format, TranslationSettings settings, byte[] body)
      throws MalformedSpansException {
    var memory = new MemoryBudget(1L << 32);
    var translator = new Translator(memory, settings);
    byte[] lent = Arrays.copyOf(body, body.length + 3);
    try {
      translator.translate(format, lent, body.length, NOW);
      assertThat(lent).as("the body").startsWith(body);
      return new Translated(
          ExportTraceServiceRequest.parseFrom(
              ByteString.copyFrom(translator.request(), 0, translator.requestLength())),
          translator.rejected(),
          translator.repairedText(),
          translator.repairedValues(),
          translator.firstRejection());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not a well-formed request", e);
    } finally {
      translator.close();
      assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).isZero();
    }
  }

  String text() {
    return OtlpText.of(request);
  }

  List<Span> spans() {
    return request.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }
}
