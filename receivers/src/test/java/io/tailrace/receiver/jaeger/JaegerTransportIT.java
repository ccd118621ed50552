// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.tailrace.memory.MemoryTag;
import io.tailrace.pipeline.ConsumeResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each transport answers and counts. */
class JaegerTransportIT {

  private static final ConsumeResult REFUSED =
      new ConsumeResult.Refused("full", Duration.ofSeconds(3));
  private static final String REQUESTS = "receiver_rejected_requests";
  private static final int LITTLE_MEMORY = 150 << 10;

  private final HttpClient client = HttpClient.newHttpClient();
  private JaegerFixture fixture = JaegerFixture.start();

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  private static Batch batch(int spans) {
    var batch = new Batch(new Process("shop"), new ArrayList<>());
    for (int i = 1; i <= spans; i++) {
      batch.addToSpans(new Span(1, 0, i, 0, "GET /" + i, 1, 1_000_000, 5));
    }
    return batch;
  }

  private HttpResponse<String> post(String path, String type, byte[] body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.httpPort() + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    return post("/api/traces?format=jaeger.thrift", "application/x-thrift", body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-thrift",
        "application/vnd.apache.thrift.binary",
        "Application/X-Thrift; charset=utf-8"
      })
  void http_aBatch_isAnswered202WithoutBody(String type) throws Exception {
    HttpResponse<String> response = post("/api/traces", type, Translations.binary(batch(3)));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
    assertThat(fixture.spans.spans()).hasSize(3);
  }

  @Test
  void http_gzip_isTaken() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(Translations.binary(batch(200)));
    }
    byte[] whole = packed.toByteArray();
    String[] encoding = {"Content-Encoding", "gzip"};
    assertThat(post("/api/traces", "application/x-thrift", whole, encoding).statusCode())
        .isEqualTo(202);
    byte[] cut = Arrays.copyOf(whole, whole.length - 10);
    assertThat(post("/api/traces", "application/x-thrift", cut, encoding).statusCode())
        .isEqualTo(400);
    assertThat(fixture.spans.spans()).hasSize(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/traces/, application/x-thrift, 404, not_jaeger",
    "/, application/x-thrift, 404, not_jaeger",
    "/api/traces, application/json, 400, not_jaeger",
    "/api/traces, application/x-thrift, 400, malformed",
  })
  void http_whatIsNoBatch_isRefused(String path, String type, int status, String reason)
      throws Exception {
    byte[] body = HexFormat.of().parseHex("0F00020C7FFFFFFF00");
    HttpResponse<String> response = post(path, type, body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(status == 404 ? "expected: /api/traces" : "expected: ");
    assertThat(fixture.metric(REQUESTS, "reason", reason)).isEqualTo(1);
  }

  @Test
  void http_otherMethods_areAnswered405() throws Exception {
    var get =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.httpPort() + "/api/traces"))
            .build();
    HttpResponse<String> response = client.send(get, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("POST");
  }

  @Test
  void http_bodyTooLarge_isAnswered413() throws Exception {
    byte[] body = new byte[(20 << 20) + 1];
    assertThat(post(body).statusCode()).isEqualTo(413);
    assertThat(fixture.metric(REQUESTS, "reason", "too_large")).isEqualTo(1);
  }

  @Test
  void http_batchWithoutProcess_isTaken() throws Exception {
    byte[] whole = Translations.binary(batch(1));
    // the spans of a whole batch, from field 2 on
    int spans = new String(whole, ISO_8859_1).indexOf("\017\0\2");
    assertThat(post(Arrays.copyOfRange(whole, spans, whole.length)).statusCode()).isEqualTo(202);
    ResourceSpans resource = fixture.spans.requests().getFirst().getResourceSpans(0);
    assertThat(resource.getResource().getAttributesList()).isEmpty();
    assertThat(fixture.spans.spans()).hasSize(1);
  }

  @Test
  void http_pipelineRefuses_isAnswered429WithRetryAfter() throws Exception {
    fixture.spans.answer(REFUSED);
    HttpResponse<String> response = post(Translations.binary(batch(2)));
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).hasValue("3");
    assertThat(fixture.metric("receiver_refused_spans", "transport", "collector_http"))
        .isEqualTo(2);
  }

  @Test
  void http_someSpansInvalid_takesTheOthersAndCounts() throws Exception {
    Batch batch = batch(3);
    batch.getSpans().get(1).setSpanId(0);
    assertThat(post(Translations.binary(batch)).statusCode()).isEqualTo(202);
    assertThat(fixture.spans.spans()).hasSize(2);
    assertThat(fixture.metric("receiver_rejected_spans", "reason", "invalid_id")).isEqualTo(1);

    batch.getSpans().forEach(span -> span.setSpanId(0));
    HttpResponse<String> none = post(Translations.binary(batch));
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("no span of 3 is valid", "span 0: span ID zero");
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private byte[] postSpans(byte[] request) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", fixture.grpcPort()).usePlaintext().build();
    try {
      var method =
          MethodDescriptor.newBuilder(new Bytes(), new Bytes())
              .setType(MethodType.UNARY)
              .setFullMethodName("jaeger.api_v2.CollectorService/PostSpans")
              .build();
      return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Model.Batch protoBatch() {
    ByteString id = ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 1});
    var span =
        Model.Span.newBuilder().setTraceId(id.concat(id)).setSpanId(id).setOperationName("GET /");
    return Model.Batch.newBuilder()
        .setProcess(Model.Process.newBuilder().setServiceName("shop"))
        .addSpans(span)
        .addSpans(span.clone().setTraceId(id))
        .build();
  }

  @Test
  void grpc_aBatch_isAnsweredWithTheEmptyMessage() {
    assertThat(postSpans(Translations.request(protoBatch()))).isEmpty();
    assertThat(fixture.spans.spans()).hasSize(1);
    assertThat(fixture.metric("receiver_rejected_spans", "reason", "invalid_id")).isEqualTo(1);
    assertThat(postSpans(new byte[0])).isEmpty();
  }

  @Test
  void grpc_malformed_isInvalidArgument() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> postSpans(new byte[] {0x0A, 0x7F, 0}))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .withMessageContaining("length 127 runs past the end");
  }

  @Test
  void grpc_pipelineRefuses_isResourceExhausted() {
    fixture.spans.answer(REFUSED);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> postSpans(Translations.request(protoBatch())))
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(e.getTrailers().keys()).contains("grpc-status-details-bin");
            });
  }

  @Test
  void grpc_noMemory_isResourceExhaustedWithARetryHint() {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 1 << 20);
    fixture.memory.reserve(MemoryTag.RECEIVER_IN_FLIGHT, 1000 << 10);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> postSpans(Translations.request(protoBatch())))
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(e.getTrailers().keys()).contains("grpc-status-details-bin");
            });
    assertThat(fixture.metric(REQUESTS, "reason", "no_memory")).isEqualTo(1);
    fixture.memory.release(MemoryTag.RECEIVER_IN_FLIGHT, 1000 << 10);
  }

  @Test
  void grpc_neverRoom_isResourceExhaustedForGood() {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, LITTLE_MEMORY);
    byte[] whole = Translations.request(protoBatch().toBuilder().addAllSpans(many()).build());
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> postSpans(whole))
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(e.getTrailers().keys()).doesNotContain("grpc-status-details-bin");
              assertThat(e.getStatus().getDescription())
                  .contains(whole.length + " bytes")
                  .contains("expected: at most " + LITTLE_MEMORY);
            });
    assertThat(fixture.metric(REQUESTS, "reason", "too_large")).isEqualTo(1);
    assertThat(fixture.spans.spans()).isEmpty();
  }

  private static List<Model.Span> many() {
    return Collections.nCopies(2000, protoBatch().getSpans(0));
  }

  @Test
  void http_neverRoom_isAnswered413() throws Exception {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, LITTLE_MEMORY);
    HttpResponse<String> response = post(Translations.binary(batch(1000)));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(response.body()).contains("expected: at most " + LITTLE_MEMORY);
    assertThat(fixture.metric(REQUESTS, "reason", "too_large")).isEqualTo(1);
  }

  @Test
  void http_noMemory_isAnswered429() throws Exception {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 1 << 20);
    fixture.memory.reserve(MemoryTag.RECEIVER_IN_FLIGHT, 1000 << 10);
    HttpResponse<String> response = post(Translations.binary(batch(1)));
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
    fixture.memory.release(MemoryTag.RECEIVER_IN_FLIGHT, 1000 << 10);
  }

  private static byte[] call(
      TProtocol out, TMemoryBuffer buffer, String name, byte type, Batch batch) throws TException {
    out.writeMessageBegin(new TMessage(name, type, 1));
    new Agent.emitBatch_args(batch).write(out);
    out.writeMessageEnd();
    return Arrays.copyOf(buffer.getArray(), buffer.length());
  }

  private static byte[] compact(String name, byte type, Batch batch) throws TException {
    var buffer = new TMemoryBuffer(1024);
    return call(new TCompactProtocol(buffer), buffer, name, type, batch);
  }

  private static byte[] binary(boolean strict, Batch batch) throws TException {
    var buffer = new TMemoryBuffer(1024);
    return call(
        new TBinaryProtocol(buffer, strict, strict),
        buffer,
        "emitBatch",
        TMessageType.ONEWAY,
        batch);
  }

  private static void send(int port, byte[] datagram) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(datagram, datagram.length, InetAddress.getByName("127.0.0.1"), port));
    }
  }

  @Test
  void udp_everyFormOfTheCall_isTakenOnBothPorts() throws Exception {
    List<byte[]> forms =
        List.of(
            compact("emitBatch", TMessageType.ONEWAY, batch(1)),
            compact("emitBatch", TMessageType.CALL, batch(1)),
            compact("emitBatch", TMessageType.REPLY, batch(1)),
            compact("emitBatch", TMessageType.EXCEPTION, batch(1)),
            binary(true, batch(1)),
            binary(false, batch(1)));
    for (byte[] form : forms) {
      send(fixture.compactPort(), form);
      send(fixture.binaryPort(), form);
    }
    JaegerFixture.await(() -> fixture.spans.spans().size() == 2 * forms.size());
  }

  @Test
  void udp_whatFollowsTheFirstMessage_isNotLookedAt() throws Exception {
    byte[] one = compact("emitBatch", TMessageType.ONEWAY, batch(1));
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    send(fixture.compactPort(), two);
    send(fixture.compactPort(), one);
    JaegerFixture.await(() -> fixture.spans.batches().size() == 2);
    assertThat(fixture.spans.spans()).hasSize(2);
  }

  @Test
  void udp_whatIsNoBatch_isCountedAndHarmsNobodyElse() throws Exception {
    byte[] good = compact("emitBatch", TMessageType.ONEWAY, batch(1));
    int port = fixture.compactPort();
    send(port, compact("emitZipkinBatch", TMessageType.ONEWAY, batch(1)));
    send(port, Arrays.copyOf(good, good.length - 5));
    send(port, new byte[0]);
    send(port, new byte[] {(byte) 0x82, (byte) 0x81, 1, 9, 'e', 'm'});
    send(
        port, HexFormat.of().parseHex("8281010965" + "6D69744261746368" + "1C" + "1C18FFFFFFFF07"));
    send(port, new byte[65_001]);
    send(port, good);
    JaegerFixture.await(() -> fixture.spans.spans().size() == 1);
    assertThat(fixture.metric(REQUESTS, "reason", "unsupported")).isEqualTo(1);
    assertThat(fixture.metric(REQUESTS, "reason", "malformed")).isEqualTo(4);
    assertThat(fixture.metric(REQUESTS, "reason", "too_large")).isEqualTo(1);
  }

  @Test
  void udp_pipelineRefuses_isCountedAsLost() throws Exception {
    fixture.spans.answer(REFUSED);
    send(fixture.binaryPort(), binary(true, batch(4)));
    JaegerFixture.await(() -> fixture.metric("receiver_rejected_spans", "reason", "refused") == 4);
    assertThat(fixture.metric("receiver_refused_spans", "transport", "udp_thrift_binary"))
        .isEqualTo(4);
  }

  @Test
  void udp_queueFull_isCountedAndTheRestIsTaken() throws Exception {
    var go = new CountDownLatch(1);
    var spans = fixture.spans;
    fixture.close();
    fixture =
        JaegerFixture.start(
            "queue_size: 2",
            batch -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return spans.consume(batch);
            });
    byte[] packet = compact("emitBatch", TMessageType.ONEWAY, batch(1));
    // one is being processed and two wait, so that of ten at least seven are lost
    for (int i = 0; i < 10; i++) {
      send(fixture.compactPort(), packet);
    }
    JaegerFixture.await(() -> fixture.metric(REQUESTS, "reason", "queue_full") >= 7);
    double lost = fixture.metric(REQUESTS, "reason", "queue_full");
    go.countDown();
    JaegerFixture.await(() -> spans.spans().size() == 10 - lost);
  }
}
