// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** The corpus, read by the codecs of those who defined the formats. */
class CorpusOracleTest {

  private static final List<Sample> SAMPLES = Corpus.samples(1, 40);

  /**
   * What these codecs refuse or read in part: IDs of zeros, an unknown type, empty keys, values and
   * times; and NaN, which is not equal to itself.
   */
  private static final Set<String> ODD =
      Set.of(
          "ids trace 0",
          "ids span 0",
          "tag empty key",
          "tag double",
          "tag unknown type",
          "log of every type",
          "annotation empty",
          "annotations");

  static Stream<Sample> of(Wire wire) {
    return SAMPLES.stream()
        .filter(s -> s.wire() == wire)
        .filter(s -> !s.name().startsWith("raw ") && !ODD.contains(s.name()));
  }

  private static Map<String, Sample> byName(Wire wire) {
    return of(wire).collect(Collectors.toMap(Sample::name, Function.identity()));
  }

  private static Model.Batch proto(Sample sample) throws Exception {
    var in = CodedInputStream.newInstance(sample.body());
    assertThat(in.readTag()).isEqualTo(0x0A);
    return Model.Batch.parseFrom(in.readByteArray());
  }

  private static Batch thrift(Sample sample) throws Exception {
    var batch = new Batch();
    new TDeserializer(new TBinaryProtocol.Factory()).deserialize(batch, sample.body());
    return batch;
  }

  private static Batch datagram(Sample sample) throws Exception {
    var transport = new TMemoryInputTransport(new TConfiguration(), sample.body());
    TProtocol protocol =
        sample.wire() == Wire.JAEGER_COMPACT
            ? new TCompactProtocol(transport)
            : new TBinaryProtocol(transport, true, true);
    var message = protocol.readMessageBegin();
    assertThat(message.name).isEqualTo("emitBatch");
    assertThat(message.type).isEqualTo(TMessageType.ONEWAY);
    var arguments = new Agent.emitBatch_args();
    arguments.read(protocol);
    assertThat(transport.getBytesRemainingInBuffer()).isZero();
    return arguments.getBatch();
  }

  private static Stream<Sample> withProcess() {
    return of(Wire.JAEGER_HTTP).filter(s -> !s.name().equals("process missing"));
  }

  @ParameterizedTest
  @MethodSource("withProcess")
  void jaeger_inEveryFormat_isTheSameBatch(Sample http) throws Exception {
    Batch batch = thrift(http);
    assertThat(datagram(byName(Wire.JAEGER_COMPACT).get(http.name()))).isEqualTo(batch);
    assertThat(datagram(byName(Wire.JAEGER_BINARY).get(http.name()))).isEqualTo(batch);

    Model.Batch proto = proto(byName(Wire.JAEGER_GRPC).get(http.name()));
    assertThat(proto.getUnknownFields().asMap()).isEmpty();
    assertThat(proto.getProcess().getServiceName()).isEqualTo(batch.getProcess().getServiceName());
    assertThat(proto.getSpansCount()).isEqualTo(batch.getSpansSize());
    for (int i = 0; i < proto.getSpansCount(); i++) {
      assertSame(proto.getSpans(i), batch.getSpans().get(i));
    }
  }

  private static void assertSame(Model.Span proto, io.jaegertracing.thriftjava.Span thrift) {
    assertThat(proto.getOperationName()).isEqualTo(thrift.getOperationName());
    assertThat(proto.getFlags()).isEqualTo(thrift.getFlags());
    assertThat(proto.getSpanId().asReadOnlyByteBuffer().getLong()).isEqualTo(thrift.getSpanId());
    assertThat(proto.getTraceId().asReadOnlyByteBuffer().getLong())
        .isEqualTo(thrift.getTraceIdHigh());
    assertThat(
            proto.getStartTime().getSeconds() * 1_000_000 + proto.getStartTime().getNanos() / 1000)
        .isEqualTo(thrift.getStartTime());
    assertThat(proto.getDuration().getSeconds() * 1_000_000 + proto.getDuration().getNanos() / 1000)
        .isEqualTo(thrift.getDuration());
    assertThat(proto.getReferencesCount()).isEqualTo(thrift.getReferencesSize());
    assertThat(proto.getLogsCount()).isEqualTo(thrift.getLogsSize());
    assertThat(proto.getTagsCount()).isEqualTo(thrift.getTagsSize());
    for (int i = 0; i < proto.getTagsCount(); i++) {
      assertThat(proto.getTags(i).getKey()).isEqualTo(thrift.getTags().get(i).getKey());
      assertThat(proto.getTags(i).getVInt64()).isEqualTo(thrift.getTags().get(i).getVLong());
      assertThat(proto.getTags(i).getVFloat64()).isEqualTo(thrift.getTags().get(i).getVDouble());
      assertThat(proto.getTags(i).getVBool()).isEqualTo(thrift.getTags().get(i).isVBool());
    }
  }

  private static Stream<Sample> zipkinV2() {
    return of(Wire.ZIPKIN_V2_JSON);
  }

  @ParameterizedTest
  @MethodSource("zipkinV2")
  void zipkinV2_inBothFormats_isTheSameToZipkin(Sample json) {
    List<Span> spans = SpanBytesDecoder.JSON_V2.decodeList(json.body());
    List<Span> proto =
        SpanBytesDecoder.PROTO3.decodeList(byName(Wire.ZIPKIN_V2_PROTO).get(json.name()).body());
    assertThat(proto).isEqualTo(spans);
  }

  private static Stream<Sample> zipkinV1() {
    return of(Wire.ZIPKIN_V1_JSON);
  }

  @ParameterizedTest
  @MethodSource("zipkinV1")
  void zipkinV1_inBothFormats_isTheSameToZipkin(Sample json) {
    List<Span> spans = SpanBytesDecoder.JSON_V1.decodeList(json.body());
    List<Span> thrift =
        SpanBytesDecoder.THRIFT.decodeList(byName(Wire.ZIPKIN_V1_THRIFT).get(json.name()).body());
    assertThat(thrift).isEqualTo(spans);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void samples_ofEveryWire_areThere(Wire wire) {
    assertThat(of(wire).count()).isGreaterThan(80);
  }

  @Test
  void samples_ofTheSameSeed_areTheSame() {
    List<Sample> again = Corpus.samples(1, 40);
    assertThat(again).hasSameSizeAs(SAMPLES);
    for (int i = 0; i < again.size(); i++) {
      assertThat(again.get(i).id()).isEqualTo(SAMPLES.get(i).id());
      assertThat(again.get(i).body()).isEqualTo(SAMPLES.get(i).body());
    }
    assertThat(SAMPLES.stream().map(Sample::id)).doesNotHaveDuplicates();
  }
}
