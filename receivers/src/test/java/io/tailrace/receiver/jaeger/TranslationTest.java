// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.thrift.MalformedThriftException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What golden files cannot show: broken, hostile and odd batches. */
class TranslationTest {

  private final Translations translations = new Translations();

  private static ByteString id(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    return ByteString.copyFrom(buffer.flip());
  }

  private static Model.Span.Builder span(long number) {
    return Model.Span.newBuilder()
        .setTraceId(id(1, 2))
        .setSpanId(id(number))
        .setOperationName("span " + number);
  }

  private static Model.Process process(String name) {
    return Model.Process.newBuilder().setServiceName(name).build();
  }

  private static Model.KeyValue tag(String key, String value) {
    return Model.KeyValue.newBuilder().setKey(key).setVStr(value).build();
  }

  private static List<String> names(ResourceSpans resource) {
    return resource.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .map(io.opentelemetry.proto.trace.v1.Span::getName)
        .toList();
  }

  private static String service(ResourceSpans resource) {
    return resource.getResource().getAttributes(0).getValue().getStringValue();
  }

  private static io.opentelemetry.proto.trace.v1.Span only(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  @Test
  void proto_aSpanThatIsNone_doesNotCostTheOthers() throws Exception {
    byte[] batch =
        concat(
            Translations.field(1, span(1).build().toByteString()),
            // a name that claims to be longer than the span
            Translations.field(1, ByteString.copyFrom(new byte[] {0x1A, 0x7F, 'x'})),
            Translations.field(1, span(3).build().toByteString()));
    ExportTraceServiceRequest otlp =
        translations.proto(Translations.field(1, ByteString.copyFrom(batch)));
    assertThat(names(otlp.getResourceSpans(0))).containsExactly("span 1", "span 3");
    assertThat(translations.translation.rejected(Rejection.MALFORMED)).isEqualTo(1);
    assertThat(translations.translation.firstRejection())
        .startsWith("span 1: length 127 runs past the end");
  }

  private static byte[] concat(byte[]... parts) {
    var whole = ByteString.EMPTY;
    for (byte[] part : parts) {
      whole = whole.concat(ByteString.copyFrom(part));
    }
    return whole.toByteArray();
  }

  @Test
  void proto_batchInTwoParts_isOne() throws Exception {
    byte[] request =
        concat(
            Translations.request(Model.Batch.newBuilder().addSpans(span(1)).build()),
            Translations.request(
                Model.Batch.newBuilder().addSpans(span(2)).setProcess(process("shop")).build()),
            Translations.request(
                Model.Batch.newBuilder()
                    .setProcess(Model.Process.newBuilder().addTags(tag("a", "b")))
                    .build()));
    ExportTraceServiceRequest otlp = translations.proto(request);
    assertThat(otlp.getResourceSpansCount()).isEqualTo(1);
    assertThat(names(otlp.getResourceSpans(0))).containsExactly("span 1", "span 2");
    assertThat(otlp.getResourceSpans(0).getResource().getAttributesList())
        .extracting(KeyValue::getKey)
        .containsExactly("service.name", "a");
  }

  @Test
  void proto_unknownFieldsAndGroups_arePassedOver() throws Exception {
    var unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                30,
                UnknownFieldSet.Field.newBuilder()
                    .addFixed32(1)
                    .addFixed64(2)
                    .addVarint(3)
                    .addGroup(
                        UnknownFieldSet.newBuilder()
                            .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                            .build())
                    .build())
            .build();
    var span =
        span(1)
            .setUnknownFields(unknown)
            .addTags(tag("a", "b").toBuilder().setUnknownFields(unknown));
    ExportTraceServiceRequest otlp =
        translations.proto(Translations.request(Model.Batch.newBuilder().addSpans(span).build()));
    assertThat(only(otlp).getAttributesList()).hasSize(1);
  }

  @Test
  void proto_processesInTurns_areOneResourceEach() throws Exception {
    var batch = Model.Batch.newBuilder().setProcess(process("shop"));
    for (int i = 0; i < 9; i++) {
      var span = span(i + 1);
      batch.addSpans(i % 3 == 0 ? span : span.setProcess(process(i % 3 == 1 ? "cart" : "pay")));
    }
    ExportTraceServiceRequest otlp = translations.proto(Translations.request(batch.build()));
    assertThat(otlp.getResourceSpansList())
        .extracting(resource -> service(resource) + " " + names(resource))
        .containsExactlyInAnyOrder(
            "shop [span 1, span 4, span 7]",
            "cart [span 2, span 5, span 8]",
            "pay [span 3, span 6, span 9]");
  }

  @Test
  void proto_invalidUtf8_isReplacedAndCounted() throws Exception {
    ByteString invalid = ByteString.copyFrom(new byte[] {'a', (byte) 0xFF, 'b'});
    for (int place = 0; place < 5; place++) {
      byte[] name = Translations.field(3, place == 0 ? invalid : ByteString.copyFromUtf8("n"));
      byte[] key = Translations.field(1, place == 1 ? invalid : ByteString.copyFromUtf8("k"));
      byte[] value = Translations.field(3, place == 2 ? invalid : ByteString.copyFromUtf8("v"));
      byte[] scope =
          concat(
              Translations.field(1, ByteString.copyFromUtf8("otel.scope.name")),
              Translations.field(3, place == 3 ? invalid : ByteString.copyFromUtf8("s")));
      byte[] ids =
          Model.Span.newBuilder().setTraceId(id(1, 2)).setSpanId(id(3)).build().toByteArray();
      byte[] span =
          concat(
              ids,
              name,
              Translations.field(8, ByteString.copyFrom(concat(key, value))),
              Translations.field(8, ByteString.copyFrom(scope)));
      byte[] process = Translations.field(1, place == 4 ? invalid : ByteString.copyFromUtf8("p"));
      ExportTraceServiceRequest otlp =
          translations.proto(
              Translations.field(
                  1,
                  ByteString.copyFrom(
                      concat(
                          Translations.field(1, ByteString.copyFrom(span)),
                          Translations.field(1, ByteString.copyFrom(span)),
                          Translations.field(2, ByteString.copyFrom(process))))));
      assertThat(otlp.toString()).as("place " + place).contains("a\\357\\277\\275b");
      assertThat(translations.translation.output.repairedSpans()).isEqualTo(2);
    }
  }

  @Test
  void proto_impossibleTimes_areAbsentAndCounted() throws Exception {
    var span =
        span(1)
            .setStartTime(Timestamp.newBuilder().setSeconds(1).setNanos(-1))
            .setDuration(Duration.newBuilder().setSeconds(5).setNanos(-5))
            .addLogs(
                Model.Log.newBuilder()
                    .setTimestamp(Timestamp.newBuilder().setSeconds(253_402_300_800L)));
    ExportTraceServiceRequest otlp =
        translations.proto(Translations.request(Model.Batch.newBuilder().addSpans(span).build()));
    assertThat(only(otlp).getStartTimeUnixNano()).isZero();
    assertThat(only(otlp).getEndTimeUnixNano()).isZero();
    assertThat(only(otlp).getEvents(0).getTimeUnixNano()).isZero();
    assertThat(translations.translation.span.impossibleTimes).isEqualTo(3);
    assertThat(translations.translation.output.spansWithoutTime()).isEqualTo(1);
  }

  @Test
  void proto_moreTagsThanASpanCanHave_costsThatSpanOnly() throws Exception {
    var large = span(1);
    for (int i = 0; i <= Tags.MAX; i++) {
      large.addTags(tag("k", "v"));
    }
    var batch = Model.Batch.newBuilder().addSpans(large).addSpans(span(2)).build();
    ExportTraceServiceRequest otlp = translations.proto(Translations.request(batch));
    assertThat(names(otlp.getResourceSpans(0))).containsExactly("span 2");
    assertThat(translations.translation.rejected(Rejection.TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void proto_manyTags_theLastOfAKeyWins() throws Exception {
    var span = span(1);
    for (int i = 0; i < 300; i++) {
      span.addTags(tag("key " + i % 100, "value " + i));
    }
    ExportTraceServiceRequest otlp =
        translations.proto(Translations.request(Model.Batch.newBuilder().addSpans(span).build()));
    assertThat(only(otlp).getAttributesList())
        .hasSize(100)
        .allSatisfy(
            attribute ->
                assertThat(attribute.getValue().getStringValue())
                    .isEqualTo(
                        "value " + (200 + Integer.parseInt(attribute.getKey().substring(4)))));
  }

  @Test
  void proto_notWellFormed_saysWhere() {
    assertThatExceptionOfType(MalformedOtlpException.class)
        .isThrownBy(() -> translations.proto(new byte[] {0x0A, 3, 0x0A, 9, 9}))
        .withMessageContaining("length 9 runs past the end of its message (expected: <= 1)");
  }

  private static Batch thrift(int spans) {
    var batch = new Batch(new Process("shop"), new ArrayList<>());
    for (int i = 1; i <= spans; i++) {
      batch.addToSpans(
          new Span(i, 0, i, 0, "span " + i, 1, 1, 1)
              .setTags(List.of(new Tag("k", TagType.STRING).setVStr("v"))));
    }
    return batch;
  }

  @Test
  void thrift_typeThatNobodyKnows_isNamedAsTheCollectorDoes() throws Exception {
    byte[] batch = Translations.binary(thrift(1));
    // the tag's type, behind its key "k": field 2, an i32
    int type = new String(batch, StandardCharsets.ISO_8859_1).indexOf("k\10\0\2") + 4;
    batch[type + 3] = 9;
    assertThat(only(translations.thrift(batch)).getAttributes(0).getValue().getStringValue())
        .isEqualTo("<Unknown Jaeger TagType \"<UNSET>\">");
  }

  @Test
  void thrift_spansBeforeTheProcess_belongToIt() throws Exception {
    byte[] whole = Translations.binary(thrift(2));
    int spans = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\17\0\2\14");
    byte[] turned =
        concat(
            Arrays.copyOfRange(whole, spans, whole.length - 1),
            Arrays.copyOfRange(whole, 0, spans),
            new byte[1]);
    ExportTraceServiceRequest otlp = translations.thrift(turned);
    assertThat(service(otlp.getResourceSpans(0))).isEqualTo("shop");
    assertThat(names(otlp.getResourceSpans(0))).containsExactly("span 1", "span 2");
  }

  @Test
  void thrift_emptyBatchesOfAllKinds_giveNothing() throws Exception {
    assertThat(translations.thrift(new byte[1]).getResourceSpansCount()).isZero();
    // spans that are a list of numbers, and a process that is one
    byte[] odd = {15, 0, 2, 3, 0, 0, 0, 1, 7, 8, 0, 1, 0, 0, 0, 1, 0};
    assertThat(translations.thrift(odd).getResourceSpansCount()).isZero();
  }

  /** A megabyte of references of one byte each would be links of 40 bytes each. */
  @Test
  void thrift_smallThatBecomesLarge_staysWithinTheMemory() throws Exception {
    translations.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 16 << 20);
    int references = 60_000;
    var batch = ByteBuffer.allocate(100 + 20 * (references + 100));
    batch.put(new byte[] {15, 0, 2, 12}).putInt(20);
    for (int span = 1; span <= 20; span++) {
      batch.put(new byte[] {10, 0, 1}).putLong(1).put(new byte[] {10, 0, 3}).putLong(span);
      // links with a span ID of their own, so that none is the parent
      batch.put(new byte[] {10, 0, 4}).putLong(7);
      batch.put(new byte[] {15, 0, 6, 12}).putInt(references).put(new byte[references]);
      batch.put((byte) 0);
    }
    batch.put((byte) 0);
    byte[] bytes = Arrays.copyOf(batch.array(), batch.position());
    assertThatExceptionOfType(NoRoomException.class)
        .isThrownBy(() -> translations.thrift(bytes))
        .withMessageContaining("expected: at most 16777216 bytes together");
    assertThat(translations.memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).isZero();
    translations.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 1 << 30);
    assertThat(only(translations.thrift(bytes)).getLinksCount()).isEqualTo(references);
  }

  @Test
  void thrift_countBeyondThePacket_isRefused() {
    byte[] lie = {15, 0, 2, 12, 0x7F, 0x7F, 0x7F, 0x7F, 0};
    assertThatExceptionOfType(MalformedThriftException.class)
        .isThrownBy(() -> translations.thrift(lie))
        .withMessageContaining(
            "2139062143 elements (expected: 0 to what fits into the 1 bytes left)");
  }

  @Test
  void translate_again_allocatesNothingPerSpan() throws Exception {
    byte[] proto;
    var batch = Model.Batch.newBuilder().setProcess(process("shop"));
    for (int i = 1; i <= 1000; i++) {
      batch.addSpans(
          span(i).addTags(tag("span.kind", "server")).addTags(tag("http.method", "GET")));
    }
    proto = Translations.request(batch.build());
    byte[] thrift = Translations.binary(thrift(1000));
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      try (var reservation = new Reservation(translations.memory)) {
        translations.translation.proto(proto, proto.length, reservation);
        translations.translation.thriftBatch(thrift, thrift.length, reservation);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes for 2000 spans").isLessThan(2000);
    assertThat(translations.translation.output.spans()).isEqualTo(1000);
  }
}
