// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.testbed.SpanFormat.EncodedRequest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** What each format writes, read by the codecs of those who defined it. */
class SpanFormatOracleTest {

  private static final long LOW = TraceIds.low(4, TraceKind.ERROR, 2, 123);
  private static final long START = 1_577_880_000_123_456_000L;
  private static final LoadSpan ROOT = new LoadSpan(LOW, 0, START, START + 2_000_000_000L, false);
  private static final LoadSpan CHILD = new LoadSpan(LOW, 1, START, START + 10_000_000L, true);

  /** Patched twice, so that nothing of what was there before may shine through. */
  private static byte[] rootAndChild(SpanFormat format, int size) {
    EncodedRequest request = format.encode(2, size, 1);
    format.patch(request, 0, CHILD);
    format.patch(request, 1, ROOT);
    format.patch(request, 0, ROOT);
    format.patch(request, 1, CHILD);
    return request.bytes();
  }

  private static byte[] id(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static ByteString bytes(long value) {
    return ByteString.copyFrom(id(value));
  }

  private static String hex(long value) {
    return HexFormat.of().formatHex(id(value));
  }

  /** Reads a {@code PostSpansRequest}: {@code batch} is its field 1. */
  private static Model.Batch batch(byte[] request) throws Exception {
    var in = CodedInputStream.newInstance(request);
    assertThat(in.readTag()).isEqualTo(0x0A);
    Model.Batch batch = Model.Batch.parseFrom(in.readByteArray());
    assertThat(in.isAtEnd()).isTrue();
    return batch;
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 300, 400, 1_000, 16_000})
  void jaegerProto_ofEverySize_isReadByJaegersOwnCodec(int size) throws Exception {
    var format = new JaegerProtoFormat();
    Model.Batch batch = batch(rootAndChild(format, size));
    Model.Span root = batch.getSpans(0);
    Model.Span child = batch.getSpans(1);

    assertThat(batch.getProcess().getServiceName()).isEqualTo("service-1");
    assertThat(batch.getSpansList())
        .hasSize(2)
        .allSatisfy(
            span -> {
              assertThat(span.getUnknownFields().asMap()).isEmpty();
              assertThat(span.getTraceId()).isEqualTo(bytes(TraceIds.high(LOW)).concat(bytes(LOW)));
              assertThat(span.getSerializedSize()).isBetween(size - 4, size);
            });
    assertThat(root.getSpanId()).isEqualTo(bytes(TraceIds.spanId(LOW, 0)));
    assertThat(root.getReferences(0).getRefType()).isEqualTo(Model.SpanRefType.FOLLOWS_FROM);
    assertThat(root.getReferences(0).getTraceId()).isNotEqualTo(root.getTraceId());
    assertThat(root.getDuration())
        .isEqualTo(Duration.newBuilder().setSeconds(2).setNanos(1 << 21).build());
    assertThat(root.getTags(0).getVBool()).isFalse();
    assertThat(child.getReferences(0).getRefType()).isEqualTo(Model.SpanRefType.CHILD_OF);
    assertThat(child.getReferences(0).getTraceId()).isEqualTo(child.getTraceId());
    assertThat(child.getReferences(0).getSpanId()).isEqualTo(root.getSpanId());
    assertThat(child.getStartTime())
        .isEqualTo(
            Timestamp.newBuilder()
                .setSeconds(1_577_880_000)
                .setNanos((1 << 28) + 123_456_000)
                .build());
    assertThat(child.getDuration()).isEqualTo(Duration.newBuilder().setNanos(10_000_000).build());
    assertThat(child.getTags(0).getKey()).isEqualTo("error");
    assertThat(child.getTags(0).getVType()).isEqualTo(Model.ValueType.BOOL);
    assertThat(child.getTags(0).getVBool()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_000, 16_000})
  void jaegerThrift_ofEverySize_isReadByThriftsOwnCodec(int size) throws Exception {
    var batch = new Batch();
    new TDeserializer(new TBinaryProtocol.Factory())
        .deserialize(batch, rootAndChild(new JaegerThriftFormat(), size));
    io.jaegertracing.thriftjava.Span root = batch.getSpans().get(0);
    io.jaegertracing.thriftjava.Span child = batch.getSpans().get(1);

    assertThat(batch.getProcess().getServiceName()).isEqualTo("service-1");
    assertThat(batch.getProcess().getTags()).hasSize(3);
    assertThat(batch.getSpans())
        .hasSize(2)
        .allSatisfy(
            span -> {
              assertThat(span.getTraceIdLow()).isEqualTo(LOW);
              assertThat(span.getTraceIdHigh()).isEqualTo(TraceIds.high(LOW));
              assertThat(span.getStartTime()).isEqualTo(START / 1000);
              assertThat(span.getFlags()).isEqualTo(1);
              assertThat(span.getTags()).hasSize(7);
              assertThat(span.getTags().get(0).getKey()).isEqualTo("error");
            });
    assertThat(root.getSpanId()).isEqualTo(TraceIds.spanId(LOW, 0));
    assertThat(root.getParentSpanId()).isZero();
    assertThat(root.getDuration()).isEqualTo(2_000_000);
    assertThat(root.getTags().get(0).isVBool()).isFalse();
    assertThat(child.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(child.getDuration()).isEqualTo(10_000);
    assertThat(child.getTags().get(0).isVBool()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_000, 16_000})
  void zipkinJson_ofEverySize_isReadByZipkinsOwnCodec(int size) {
    List<Span> spans =
        SpanBytesDecoder.JSON_V2.decodeList(rootAndChild(new ZipkinJsonFormat(), size));
    Span root = spans.get(0);
    Span child = spans.get(1);

    assertThat(spans)
        .hasSize(2)
        .allSatisfy(
            span -> {
              assertThat(span.traceId()).isEqualTo(hex(TraceIds.high(LOW)) + hex(LOW));
              assertThat(span.localServiceName()).isEqualTo("service-1");
              assertThat(span.timestampAsLong()).isEqualTo(START / 1000);
              assertThat(span.kind()).isEqualTo(Span.Kind.SERVER);
              assertThat(span.tags()).hasSize(4).containsEntry("http.method", "GET");
            });
    assertThat(root.id()).isEqualTo(hex(TraceIds.spanId(LOW, 0)));
    assertThat(root.parentId()).isNull();
    assertThat(root.durationAsLong()).isEqualTo(2_000_000);
    assertThat(root.tags()).doesNotContainKey("error");
    assertThat(child.parentId()).isEqualTo(root.id());
    assertThat(child.durationAsLong()).isEqualTo(10_000);
    assertThat(child.tags()).containsEntry("error", "true");
  }

  @ParameterizedTest
  @EnumSource(LoadProtocol.class)
  void encode_ofEveryFormat_putsTheSpansAtEqualDistances(LoadProtocol protocol) {
    EncodedRequest request = protocol.format().encode(200, 400, 3);
    assertThat(request.spanBytes()).isBetween(396, 400);
    assertThat(request.at(199) + request.spanBytes()).isLessThanOrEqualTo(request.bytes().length);
  }

  @Test
  void zipkinJson_ofTheWholeBatch_givesEveryIdOnce() {
    var format = new ZipkinJsonFormat();
    EncodedRequest request = format.encode(28, 400, 2);
    for (int n = 0; n < 28; n++) {
      format.patch(request, n, new LoadSpan(LOW, n, START, START + 1_000, n == 27));
    }
    Map<String, Span> byId =
        SpanBytesDecoder.JSON_V2.decodeList(request.bytes()).stream()
            .collect(Collectors.toMap(Span::id, span -> span));
    assertThat(byId).hasSize(28);
    byId.values().stream()
        .filter(span -> span.parentId() != null)
        .forEach(span -> assertThat(byId).containsKey(span.parentId()));
  }
}
