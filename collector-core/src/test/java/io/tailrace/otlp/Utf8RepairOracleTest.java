// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8RepairOracleTest {

  private static final byte[] BAD = {(byte) 'B', (byte) 0xC3, (byte) 'D'};

  /** A request in which every string field holds a different text that begins with "s-". */
  private static ExportTraceServiceRequest everyString() {
    var nested =
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder()
                    .addValues(AnyValue.newBuilder().setStringValue("s-array"))
                    .addValues(
                        AnyValue.newBuilder()
                            .setKvlistValue(
                                KeyValueList.newBuilder()
                                    .addValues(TestTraces.attribute("s-kv-key", "s-kv-value")))));
    var span =
        TestTraces.span(1, 2, 0)
            .setTraceState("s-trace-state")
            .setName("s-name")
            .setFlags(257)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFrom(BAD))
                            .build())
                    .build())
            .addAttributes(TestTraces.attribute("s-span-key", "s-span-value"))
            .addAttributes(KeyValue.newBuilder().setKey("s-nested").setValue(nested))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("s-event")
                    .addAttributes(TestTraces.attribute("s-event-key", "s-event-value")))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceState("s-link-state")
                    .addAttributes(TestTraces.attribute("s-link-key", "s-link-value")))
            .setStatus(Status.newBuilder().setMessage("s-status").setCodeValue(2))
            .build();
    var request =
        TestTraces.request("s-service", span, TestTraces.span(1, 3, 2).build()).toBuilder();
    var resourceSpans = request.getResourceSpansBuilder(0).setSchemaUrl("s-resource-url");
    resourceSpans
        .getResourceBuilder()
        .addEntityRefs(
            EntityRef.newBuilder()
                .setSchemaUrl("s-entity-url")
                .setType("s-entity-type")
                .addIdKeys("s-entity-id")
                .addDescriptionKeys("s-entity-description"));
    var scopeSpans = resourceSpans.getScopeSpansBuilder(0).setSchemaUrl("s-scope-url");
    scopeSpans
        .getScopeBuilder()
        .setName("s-scope-name")
        .setVersion("s-scope-version")
        .addAttributes(TestTraces.attribute("s-scope-key", "s-scope-value"));
    return request.build();
  }

  @Test
  void repair_validBatch_isTheSameBatch() {
    var batch = TestTraces.batch(everyString());
    var result = Utf8Repair.repair(batch);
    assertThat(result.batch()).isSameAs(batch);
    assertThat(result.spans()).isZero();
  }

  @Test
  void repair_eachStringField_givesWhatProtobufCanParse() throws Exception {
    byte[] valid = everyString().toByteArray();
    int fields = 0;
    for (int at = indexOf(valid, 0); at >= 0; at = indexOf(valid, at + 1)) {
      fields++;
      byte[] broken = valid.clone();
      broken[at] = (byte) 0xC3;
      assertThatThrownBy(() -> ExportTraceServiceRequest.parseFrom(broken))
          .isInstanceOf(InvalidProtocolBufferException.class);
      var result = Utf8Repair.repair(SpanBatch.owned(broken, 2));
      assertThat(result.spans()).isBetween(1, 2);
      assertThat(result.batch().length())
          .as("two bytes more, and a longer length prefix per level at most")
          .isBetween(valid.length + 2, valid.length + 9);
      byte[] mended = result.batch().bytes();
      var parsed = ExportTraceServiceRequest.parseFrom(mended);
      assertThat(parsed.toString()).contains("\\357\\277\\275-");
      assertThat(ExportTraceServiceRequest.parseFrom(valid).toString())
          .isEqualTo(parsed.toString().replace("\\357\\277\\275-", "s-"));
    }
    assertThat(fields).isEqualTo(26);
  }

  /** What is passed over at a glance depends on lengths: around each of their sizes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 60, 100, 110, 118, 122, 125, 127, 130, 240, 250, 383, 16_370})
  void repair_attributesOfAnyLength_isByteForByteWhatIsThere(int around) throws Exception {
    for (int length = around; length < around + 12; length++) {
      var span =
          TestTraces.span(1, 2, 0)
              .addAttributes(TestTraces.attribute("key", "v".repeat(length)))
              .addAttributes(TestTraces.attribute("k".repeat(length), "value"))
              .addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-length)))
              .addAttributes(attribute("bool", AnyValue.newBuilder().setBoolValue(true)))
              .addAttributes(attribute("double", AnyValue.newBuilder().setDoubleValue(-length)))
              .addAttributes(
                  attribute(
                      "bytes",
                      AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[length]))))
              .addAttributes(TestTraces.attribute("last", "\u00e4"))
              .build();
      var request = TestTraces.request("shop", span);
      var batch = TestTraces.batch(request);
      assertThat(Utf8Repair.repair(batch).batch()).isSameAs(batch);

      byte[] broken = request.toByteArray();
      int at = indexOfLast(broken, (byte) 0xC3);
      broken[at] = (byte) 0xFF;
      byte[] mended = Utf8Repair.repair(SpanBatch.owned(broken, 1)).batch().bytes();
      assertThat(ExportTraceServiceRequest.parseFrom(mended).toString())
          .isEqualTo(request.toString().replace("\\303\\244", "\\357\\277\\275\\357\\277\\275"));
    }
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static int indexOfLast(byte[] bytes, byte wanted) {
    int at = bytes.length - 1;
    while (bytes[at] != wanted) {
      at--;
    }
    return at;
  }

  /** The scanner checks every message that a repair looks into. */
  @Test
  void repair_whateverTheScannerTakes_givesWhatProtobufCanParse() throws Exception {
    byte[] valid = everyString().toByteArray();
    var random = new Random(1);
    var index = new SpanIndex();
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = valid.clone();
      damaged[random.nextInt(valid.length)] = (byte) random.nextInt();
      try {
        OtlpScanner.scan(damaged, 0, damaged.length, index);
      } catch (MalformedOtlpException _) {
        continue;
      }
      if (index.spanCount() > 0 && index.rejectedSpans() == 0) {
        var mended = Utf8Repair.repair(SpanBatch.borrowed(index)).batch();
        ExportTraceServiceRequest.parseFrom(
            ByteString.copyFrom(mended.bytes(), mended.offset(), mended.length()));
        taken++;
      }
    }
    assertThat(taken).isGreaterThan(5_000);
  }

  private static int indexOf(byte[] bytes, int from) {
    for (int i = from; i + 1 < bytes.length; i++) {
      if (bytes[i] == 's' && bytes[i + 1] == '-') {
        return i;
      }
    }
    return -1;
  }

  @Test
  void repair_badResource_countsAllItsSpans_badSpanOnlyItself() {
    byte[] resource = everyString().toByteArray();
    resource[new String(resource, StandardCharsets.ISO_8859_1).indexOf("s-service")] = (byte) 0xFF;
    assertThat(Utf8Repair.repair(SpanBatch.owned(resource, 2)).spans()).isEqualTo(2);
    byte[] span = everyString().toByteArray();
    span[new String(span, StandardCharsets.ISO_8859_1).indexOf("s-event")] = (byte) 0xFF;
    assertThat(Utf8Repair.repair(SpanBatch.owned(span, 2)).spans()).isEqualTo(1);
  }

  @Test
  void repair_unknownFieldsAndIdsWithHighBits_stayAsTheyAre() throws Exception {
    var span =
        TestTraces.span(1, 2, 0)
            .setTraceId(
                ByteString.copyFrom(new byte[] {-1, -2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1}))
            .setUnknownFields(
                everyString().getResourceSpans(0).getScopeSpans(0).getSpans(0).getUnknownFields())
            .build();
    var request = TestTraces.request("shop", span);
    assertThat(Utf8Repair.repair(TestTraces.batch(request)).spans()).isZero();
    byte[] bytes = request.toByteArray();
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("shop")] = (byte) 0x80;
    var mended =
        ExportTraceServiceRequest.parseFrom(
            Utf8Repair.repair(SpanBatch.owned(bytes, 1)).batch().bytes());
    assertThat(mended.getResourceSpans(0).getScopeSpans(0).getSpans(0)).isEqualTo(span);
  }

  @Test
  void isValid_randomBytes_agreesWithProtobufAndTheJdk() {
    var random = new Random(7);
    int valid = 0;
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(14)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) pick(random);
      }
      boolean expected = ByteString.copyFrom(bytes).isValidUtf8();
      assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(expected);
      assertThat(isValidForJdk(Utf8.repaired(bytes, 0, bytes.length))).isTrue();
      valid += expected ? 1 : 0;
    }
    assertThat(valid).isGreaterThan(1000);
  }

  private static int pick(Random random) {
    int[] interesting = {
      0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5
    };
    return random.nextInt(3) == 0
        ? random.nextInt(256)
        : interesting[random.nextInt(interesting.length)];
  }

  private static boolean isValidForJdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
