// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.time.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/gRPC through a client that sends any bytes. */
class OtlpGrpcIT {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private ReceiverFixture fixture = ReceiverFixture.start("max_recv_msg_size_mib: 1", "", null);
  private ManagedChannel channel;

  private final ExportTraceServiceRequest request =
      TestTraces.request(
          "shop", TestTraces.span(1, 1, 0).build(), TestTraces.span(1, 2, 1).build());
  private final byte[] body = request.toByteArray();

  @BeforeEach
  void connect() {
    var compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Codec.Gzip());
    compressors.register(compressor("deflate"));
    compressors.register(compressor("zstd"));
    compressors.register(compressor("br"));

    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", fixture.grpcPort())
            .usePlaintext()
            .compressorRegistry(compressors)
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    stop(channel);
    fixture.close();
  }

  private static void stop(ManagedChannel channel) throws InterruptedException {
    assertThat(channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private static Compressor compressor(String name) {
    return new Compressor() {
      @Override
      public String getMessageEncoding() {
        return name;
      }

      @Override
      public OutputStream compress(OutputStream out) {
        if (name.equals("deflate")) {
          return new DeflaterOutputStream(out);
        }
        return new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            out.write(Zstd.compress(toByteArray()));
            out.close();
          }
        };
      }
    };
  }

  /** Claims to be gzip, and sends the message as it is. */
  private static Compressor notGzip() {
    return new Compressor() {
      @Override
      public String getMessageEncoding() {
        return "gzip";
      }

      @Override
      public OutputStream compress(OutputStream out) {
        return out;
      }
    };
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
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

  private record Answer(Status status, Metadata trailers, byte[] message) {}

  private Answer call(String method, String compressor, List<byte[]> messages) {
    var descriptor =
        MethodDescriptor.newBuilder(new Raw(), new Raw())
            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
            .setFullMethodName(method)
            .build();
    var options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            descriptor, compressor == null ? options : options.withCompression(compressor));
    var answer = new CompletableFuture<Answer>();
    call.start(
        new ClientCall.Listener<>() {
          private byte[] message;

          @Override
          public void onMessage(byte[] bytes) {
            message = bytes;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(new Answer(status, trailers, message));
          }
        },
        new Metadata());
    call.request(2);
    call.setMessageCompression(compressor != null);
    messages.forEach(call::sendMessage);
    call.halfClose();
    return answer.join();
  }

  private Answer export(byte[]... messages) {
    return call(OtlpGrpcHandler.METHOD, null, List.of(messages));
  }

  private void assertStatus(Answer answer, Status.Code code, String text) {
    assertThat(answer.status().getCode()).as(answer.status().toString()).isEqualTo(code);
    assertThat(answer.status().getDescription()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip", "deflate", "zstd"})
  void export_anyEncoding_arrivesByteIdentical(String encoding) {
    var answer = call(OtlpGrpcHandler.METHOD, encoding.isEmpty() ? null : encoding, List.of(body));
    assertThat(answer.status().getCode()).as(answer.status().toString()).isEqualTo(Status.Code.OK);
    assertThat(answer.message()).isEmpty();
    var batch = fixture.spans.batches().getFirst();
    assertThat(Arrays.copyOfRange(batch.bytes(), batch.offset(), batch.offset() + batch.length()))
        .isEqualTo(body);
  }

  @Test
  void export_empty_isOkAndReachesNobody() {
    assertThat(export(new byte[0]).status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(fixture.spans.batches()).isEmpty();
  }

  @Test
  void export_malformed_isInvalidArgumentWithOffset() {
    assertStatus(export(new byte[] {0x0A, 0x7F, 1}), Status.Code.INVALID_ARGUMENT, "at byte 1");
  }

  @Test
  void export_noMessage_isAnswered() {
    assertStatus(export(), Status.Code.INVALID_ARGUMENT, "no request message");
  }

  @Test
  void export_twoMessages_areRefusedTogether() {
    assertStatus(export(body, body), Status.Code.INVALID_ARGUMENT, "more than one");
    assertThat(fixture.spans.batches()).isEmpty();
  }

  @Test
  void call_unknownMethod_isUnimplemented() {
    assertThat(call("a.B/C", null, List.of(body)).status().getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void export_unknownEncoding_isUnimplemented() {
    assertThat(call(OtlpGrpcHandler.METHOD, "br", List.of(body)).status().getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void export_brokenCompression_isInvalidArgument() throws Exception {
    byte[] gzip;
    try (var out = new ByteArrayOutputStream()) {
      try (var compressed = new java.util.zip.GZIPOutputStream(out)) {
        compressed.write(body);
      }
      gzip = out.toByteArray();
    }
    stop(channel);
    var compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(notGzip());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", fixture.grpcPort())
            .usePlaintext()
            .compressorRegistry(compressors)
            .build();
    for (int length = 1; length < gzip.length; length += 13) {
      var cut = List.of(Arrays.copyOf(gzip, length));
      assertStatus(
          call(OtlpGrpcHandler.METHOD, "gzip", cut),
          Status.Code.INVALID_ARGUMENT,
          "cannot decompress");
    }
    assertStatus(
        call(OtlpGrpcHandler.METHOD, "gzip", List.of(body)),
        Status.Code.INVALID_ARGUMENT,
        "not gzip");
    assertThat(call(OtlpGrpcHandler.METHOD, "gzip", List.of(gzip)).status().isOk()).isTrue();
  }

  @Test
  void export_tooLarge_isResourceExhaustedWithoutRetry() {
    var answer = export(new byte[(1 << 20) + 1]);
    assertThat(answer.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.trailers().get(DETAILS)).isNull();
  }

  @Test
  void export_largerThanAllRequestsInFlightMayBe_isRefusedForGood() throws InterruptedException {
    stop();
    fixture = ReceiverFixture.startWithInFlight(100_000);
    connect();
    assertStatus(export(new byte[100_001]), Status.Code.RESOURCE_EXHAUSTED, "100000");
    assertThat(export(new byte[100_001]).trailers().get(DETAILS)).isNull();
    assertThat(export(body).status().getCode()).isEqualTo(Status.Code.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void export_bomb_isResourceExhaustedWithoutRetry(String encoding) {
    var answer = call(OtlpGrpcHandler.METHOD, encoding, List.of(new byte[30 << 20]));
    assertThat(answer.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.trailers().get(DETAILS)).isNull();
    assertThat(export(body).status().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void export_refused_carriesRetryInfo() throws Exception {
    fixture.spans.answer(new ConsumeResult.Refused("buffer full", Duration.ofMillis(1500)));
    var answer = export(body);
    assertStatus(answer, Status.Code.RESOURCE_EXHAUSTED, "buffer full");
    var details = com.google.protobuf.UnknownFieldSet.parseFrom(answer.trailers().get(DETAILS));
    assertThat(details.getField(1).getVarintList()).containsExactly(8L);
    var any =
        com.google.protobuf.Any.parseFrom(details.getField(3).getLengthDelimitedList().getFirst());
    assertThat(any.getTypeUrl()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
    var info = com.google.protobuf.UnknownFieldSet.parseFrom(any.getValue());
    var delay =
        com.google.protobuf.Duration.parseFrom(
            info.getField(1).getLengthDelimitedList().getFirst());
    assertThat(delay.getSeconds()).isEqualTo(1);
    assertThat(delay.getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void export_rejected_isInvalidArgument() {
    fixture.spans.answer(new ConsumeResult.Rejected("never"));
    assertStatus(export(body), Status.Code.INVALID_ARGUMENT, "never");
  }

  @Test
  void export_noMemoryInFlight_carriesRetryInfo() {
    fixture.memory.setLimit(io.tailrace.memory.MemoryTag.RECEIVER_IN_FLIGHT, 10);
    var answer = export(body);
    assertThat(answer.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.trailers().get(DETAILS)).isNotNull();
  }

  @Test
  void export_oneBadSpan_isPartialSuccess() throws Exception {
    Span bad = TestTraces.span(1, 3, 0).clearSpanId().build();
    Span good = TestTraces.span(1, 4, 0).build();
    var answer = export(TestTraces.request("shop", bad, good).toByteArray());
    assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
    var partial = ExportTraceServiceResponse.parseFrom(answer.message()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("span_id");
    assertThat(fixture.spans.spans()).containsExactly(good);
  }

  @Test
  void stream_endOnHeaders_isAnswered() throws Exception {
    try (var http2 = new RawHttp2(fixture.grpcPort())) {
      http2.headers(1, "/" + OtlpGrpcHandler.METHOD, true);
      assertThat(http2.outcome(1)).isEqualTo("answered");
    }
  }

  @Test
  void stop_idleConnections_isQuickAndFreesThePort() throws Exception {
    try (var silent = new java.net.Socket("127.0.0.1", fixture.grpcPort());
        var clock = new SystemClock()) {
      assertThat(export(body).status().getCode()).isEqualTo(Status.Code.OK);
      int port = fixture.grpcPort();
      long before = System.nanoTime();
      fixture.receiver.stop(Deadline.after(Duration.ofSeconds(30), clock));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
      assertThat(silent.isConnected()).isTrue();
      try (var free = new java.net.ServerSocket()) {
        free.setReuseAddress(true);
        free.bind(new java.net.InetSocketAddress("127.0.0.1", port));
      }
    }
  }

  @Test
  void start_portInUse_saysWhoAndWhere() {
    int port = fixture.grpcPort();
    var failure =
        catchThrowableOfType(
            ComponentException.class, () -> ReceiverFixture.startAt("127.0.0.1:" + port));
    assertThat(failure)
        .hasMessage(
            "receivers::otlp: cannot listen on 127.0.0.1:"
                + port
                + ": the address is already in use (expected: a free port)");
  }
}
