// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The scanner and the writer against protobuf's own runtime. */
class OtlpScannerOracleTest {

  private final SpanIndex index = new SpanIndex();

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  private void scan(byte[] bytes) throws MalformedOtlpException {
    OtlpScanner.scan(bytes, 0, bytes.length, index);
  }

  @Test
  void scan_randomRequests_indexesWhatProtobufReads() throws Exception {
    var requests = new RandomRequests(42, 50);
    for (int round = 0; round < 500; round++) {
      ExportTraceServiceRequest request = requests.next();
      byte[] padded = new byte[request.getSerializedSize() + 10];
      request.writeTo(CodedOutputStream.newInstance(padded, 7, request.getSerializedSize()));

      OtlpScanner.scan(padded, 7, request.getSerializedSize(), index);

      check(request, padded);
    }
  }

  private void check(ExportTraceServiceRequest request, byte[] bytes) throws IOException {
    List<Span> expected = spans(request);
    assertThat(index.spanCount()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      Span span = expected.get(i);
      var id = span.getTraceId().asReadOnlyByteBuffer();
      assertThat(index.traceIdHigh(i)).isEqualTo(id.getLong());
      assertThat(index.traceIdLow(i)).isEqualTo(id.getLong());
      assertThat(index.startUnixNano(i)).isEqualTo(span.getStartTimeUnixNano());
      assertThat(index.endUnixNano(i)).isEqualTo(span.getEndTimeUnixNano());
      boolean root =
          span.getParentSpanId().isEmpty() || span.getParentSpanId().equals(TestTraces.spanId(0));
      assertThat(index.isRoot(i)).isEqualTo(root);
      int code = span.getStatus().getCodeValue();
      assertThat(index.statusCode(i))
          .isEqualTo(code < 0 || code > 2 ? SpanIndex.STATUS_OTHER : code);
      byte[] framed =
          Arrays.copyOfRange(bytes, index.spanOffset(i), index.spanOffset(i) + index.spanLength(i));
      assertThat(ScopeSpans.parseFrom(framed).getSpans(0)).isEqualTo(span);
    }
  }

  @Test
  void write_randomRequests_isEqualForProtobuf() throws Exception {
    var requests = new RandomRequests(7, 50);
    for (int round = 0; round < 500; round++) {
      ExportTraceServiceRequest request = requests.next();
      scan(request.toByteArray());

      SpanBatch batch = SpanBatchWriter.write(index);

      assertThat(batch.spanCount()).isEqualTo(spans(request).size());
      assertThat(ExportTraceServiceRequest.parseFrom(batch.bytes())).isEqualTo(request);
    }
  }

  @Test
  void write_someSpans_leavesTheOthersOut() throws Exception {
    var requests = new RandomRequests(8, 50);
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      ExportTraceServiceRequest request = requests.next();
      List<Span> all = spans(request);
      scan(request.toByteArray());
      int[] selected =
          java.util.stream.IntStream.range(0, all.size())
              .filter(i -> random.nextInt(3) == 0)
              .toArray();

      SpanBatch batch = SpanBatchWriter.write(index, selected, selected.length);

      List<Span> expected = Arrays.stream(selected).mapToObj(all::get).toList();
      assertThat(spans(ExportTraceServiceRequest.parseFrom(batch.bytes()))).isEqualTo(expected);
    }
  }

  @Test
  void scan_cutOffAnywhere_failsOrReadsAPrefixAsProtobufDoes() throws Exception {
    byte[] bytes = new RandomRequests(3, 5).next().toByteArray();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThat(scans(cut)).as("cut off at %s", length).isEqualTo(parses(cut));
    }
  }

  @Test
  void scan_mutatedRequests_refusesWhatProtobufRefuses() {
    var requests = new RandomRequests(99, 20);
    var random = new Random(5);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = requests.next().toByteArray();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      String ours = reasonOfOurRefusal(bytes);
      String theirs = reasonOfRefusal(bytes);
      refused += ours.isEmpty() ? 0 : 1;
      if (theirs.isEmpty()) {
        // protobuf-java ignores what is over 64 bits in a varint; the encoding forbids it.
        assertThat(ours).as("round %s", round).matches("|varint of more than (10 bytes|64 bits).*");
      } else if (ours.isEmpty()) {
        // Strings that are not UTF-8 get past the scanner: they are repaired on the way out.
        assertThat(theirs).as("round %s", round).contains("UTF-8");
      }
    }
    assertThat(refused).isPositive();
  }

  private boolean scans(byte[] bytes) {
    return reasonOfOurRefusal(bytes).isEmpty();
  }

  private String reasonOfOurRefusal(byte[] bytes) {
    try {
      scan(bytes);
      return "";
    } catch (MalformedOtlpException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
      return e.getMessage();
    }
  }

  private static boolean parses(byte[] bytes) {
    return reasonOfRefusal(bytes).isEmpty();
  }

  private static String reasonOfRefusal(byte[] bytes) {
    try {
      ExportTraceServiceRequest.parseFrom(bytes);
      return "";
    } catch (InvalidProtocolBufferException e) {
      return e.getMessage();
    }
  }

  @Test
  void scan_varintOfMoreThan64Bits_isRefusedAsGoAndCppDo() {
    byte[] span = TestTraces.span(1, 2, 0).build().toByteArray();
    byte[] minusOne = HexFormat.of().parseHex("b806ffffffffffffffffff01");
    byte[] overflow = HexFormat.of().parseHex("b806ffffffffffffffffff02");

    assertThat(reasonOfOurRefusal(requestOf(span, minusOne))).isEmpty();
    assertThat(reasonOfOurRefusal(requestOf(span, overflow)))
        .startsWith("varint of more than 64 bits");
  }

  /** A request of one span, with a field behind it that protobuf does not know. */
  private static byte[] requestOf(byte[] span, byte[] unknownField) {
    byte[] whole = Arrays.copyOf(span, span.length + unknownField.length);
    System.arraycopy(unknownField, 0, whole, span.length, unknownField.length);
    UnknownFieldSet.Field spans =
        UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFrom(whole)).build();
    var scope = UnknownFieldSet.newBuilder().addField(2, spans).build();
    var resource = UnknownFieldSet.newBuilder();
    resource.mergeLengthDelimitedField(2, scope.toByteString());
    return UnknownFieldSet.newBuilder()
        .mergeLengthDelimitedField(1, resource.build().toByteString())
        .build()
        .toByteArray();
  }

  @Test
  void scan_fieldsInReverseOrder_findsContexts() throws Exception {
    Span span = TestTraces.span(1, 2, 0).build();
    ExportTraceServiceRequest request = TestTraces.request("shop", span);
    byte[] scope = request.getResourceSpans(0).getScopeSpans(0).getScope().toByteArray();
    byte[] resource = request.getResourceSpans(0).getResource().toByteArray();
    byte[] scopeSpans =
        concat(
            field(3, "urn:s".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            field(2, span.toByteArray()),
            field(1, scope));
    byte[] bytes = field(1, concat(field(2, scopeSpans), field(1, resource)));

    scan(bytes);
    var written = ExportTraceServiceRequest.parseFrom(SpanBatchWriter.write(index).bytes());

    assertThat(written).isEqualTo(ExportTraceServiceRequest.parseFrom(bytes));
  }

  @Test
  void scan_splitResourceAndRepeatedScalars_lastWinsAndMessagesMerge() throws Exception {
    byte[] first = TestTraces.span(1, 2, 0).setStatus(status(2)).build().toByteArray();
    byte[] second =
        Span.newBuilder()
            .setTraceId(TestTraces.traceId(7, 8))
            .setStartTimeUnixNano(5)
            .setStatus(io.opentelemetry.proto.trace.v1.Status.newBuilder().setMessage("late"))
            .build()
            .toByteArray();
    byte[] span = concat(first, second);
    byte[] bytes = field(1, field(2, field(2, span)));

    scan(bytes);

    assertThat(index.traceIdLow(0)).isEqualTo(8);
    assertThat(index.startUnixNano(0)).isEqualTo(5);
    assertThat(index.statusCode(0)).isEqualTo(SpanIndex.STATUS_ERROR);
    assertThat(Span.parseFrom(span).getStatus().getCodeValue()).isEqualTo(2);
  }

  private static io.opentelemetry.proto.trace.v1.Status status(int code) {
    return io.opentelemetry.proto.trace.v1.Status.newBuilder().setCodeValue(code).build();
  }

  @Test
  void scan_badIds_areRejectedOneByOne() throws Exception {
    var good = TestTraces.span(1, 2, 0).build();
    var bad = new ArrayList<Span>();
    bad.add(good.toBuilder().setTraceId(ByteString.EMPTY).build());
    bad.add(good.toBuilder().setTraceId(TestTraces.traceId(0, 0)).build());
    bad.add(good.toBuilder().setTraceId(TestTraces.spanId(5)).build());
    bad.add(good.toBuilder().setSpanId(ByteString.EMPTY).build());
    bad.add(good.toBuilder().setSpanId(TestTraces.spanId(0)).build());
    bad.add(good.toBuilder().setSpanId(TestTraces.traceId(1, 1)).build());
    bad.add(good.toBuilder().setParentSpanId(TestTraces.traceId(1, 1)).build());
    bad.add(link(good, TestTraces.spanId(5), TestTraces.spanId(5)));
    bad.add(link(good, TestTraces.traceId(5, 5), ByteString.copyFromUtf8("abc")));
    bad.add(link(good, ByteString.EMPTY, ByteString.EMPTY));
    bad.add(link(good, TestTraces.traceId(5, 5), TestTraces.spanId(5)));
    bad.add(good);

    scan(TestTraces.request("shop", bad.toArray(new Span[0])).toByteArray());

    assertThat(index.spanCount()).isEqualTo(3);
    assertThat(index.rejectedSpans()).isEqualTo(9);
    assertThat(index.firstRejection()).startsWith("trace_id: missing or all zero");
  }

  private static Span link(Span span, ByteString traceId, ByteString spanId) {
    var link = Span.Link.newBuilder().setTraceId(traceId).setSpanId(spanId);
    return span.toBuilder().addLinks(link).build();
  }

  @Test
  void scan_badLinkIds_saysSo() throws Exception {
    var good = TestTraces.span(1, 2, 0).build();
    var bad = link(good, TestTraces.spanId(5), TestTraces.spanId(5));

    scan(TestTraces.request("shop", bad).toByteArray());

    assertThat(index.firstRejection()).startsWith("links: trace_id or span_id of wrong length");
  }

  @Test
  void scan_nestedTooDeep_isRefused() {
    byte[] value = new byte[0];
    for (int i = 0; i < 200; i++) {
      value = field(5, field(1, value));
    }
    byte[] attribute = field(9, field(2, value));
    byte[] bytes = field(1, field(2, field(2, attribute)));

    assertThatThrownBy(() -> scan(bytes))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining("nested more than 100 deep");
    assertThat(parses(bytes)).isFalse();
  }

  /** Protobuf's runtimes refuse the whole request, and so would a backend. */
  @Test
  void scan_malformedEntityReference_isRefused() {
    byte[] lengthBeyondTheEnd = {0x12, 6, 'h', 'o', 's', 't'};
    byte[] bytes = field(1, field(1, field(3, lengthBeyondTheEnd)));

    assertThatThrownBy(() -> scan(bytes))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining("length 6 runs past the end of its message");
    assertThat(parses(bytes)).isFalse();
  }

  @Test
  void scan_deepGroups_isRefused() {
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 0x1B);

    assertThatThrownBy(() -> scan(bytes)).hasMessageContaining("nested more than 100 deep");
  }

  @Test
  void scan_hugeLengthClaim_saysWhereAndWhatWouldBeRight() {
    byte[] bytes = {0x0A, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 1, 2};

    assertThatThrownBy(() -> scan(bytes))
        .hasMessage(
            "length 2147483647 runs past the end of its message (expected: <= 2) at byte 1");
  }

  private static byte[] field(int number, byte[] body) {
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    try {
      coded.writeByteArray(number, body);
      coded.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void scan_steadyState_allocatesNothingPerSpan() throws Exception {
    var spans = new Span[512];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = TestTraces.span(i / 7 + 1, i + 1, i % 7).build();
    }
    byte[] bytes = TestTraces.request("shop", spans).toByteArray();
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 2_000; i++) {
      scan(bytes);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      scan(bytes);
    }
    long perSpan = (threads.getCurrentThreadAllocatedBytes() - before) / (1_000L * spans.length);

    assertThat(perSpan).isZero();
  }
}
