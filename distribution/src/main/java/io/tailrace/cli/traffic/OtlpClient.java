// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.tailrace.net.EventLoops;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of OTLP/gRPC that sends requests that are already encoded, uncompressed. Answers
 * are given on the connection's event loop.
 */
public final class OtlpClient implements AutoCloseable {

  private static final int WINDOW_BYTES = 1 << 20;
  private static final int PARTIAL_SUCCESS = 0x0A;
  private static final int REJECTED_SPANS = 0x08;

  private final MethodDescriptor<ByteRange, Long> method;
  private final ManagedChannel channel;

  /**
   * A connection to a server without TLS; it is opened with the first request.
   *
   * @param server where the server listens
   * @param eventLoops the loops that the connection lives on
   */
  public OtlpClient(InetSocketAddress server, EventLoops eventLoops) {
    this(server, eventLoops, ExportMethod.NAME);
  }

  /**
   * The same for another unary method whose answer is read as that of OTLP: an empty message is a
   * full success.
   *
   * @param fullMethodName {@code package.Service/Method}
   */
  public OtlpClient(InetSocketAddress server, EventLoops eventLoops, String fullMethodName) {
    method = ExportMethod.of(fullMethodName, new RequestMarshaller(), new AnswerMarshaller());
    channel =
        NettyChannelBuilder.forAddress(server)
            .usePlaintext()
            .eventLoopGroup(eventLoops.group())
            .channelType(eventLoops.channelType())
            .directExecutor()
            .disableRetry()
            .flowControlWindow(WINDOW_BYTES)
            .build();
  }

  /**
   * Sends a request.
   *
   * @param bytes the request at {@code [0, length)}; they must not change before the answer
   * @param onOutcome called once
   */
  public void send(byte[] bytes, int length, Consumer<SendOutcome> onOutcome) {
    ClientCall<ByteRange, Long> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(new Answer(onOutcome), new Metadata());
    call.request(2);
    call.sendMessage(new ByteRange(bytes, length));
    call.halfClose();
  }

  /** Closes the connection; calls that wait for their answer fail. */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the outcome of a call (OTLP specification, "OTLP/gRPC response"). */
  static SendOutcome outcome(Status status, @Nullable Metadata trailers, long rejectedSpans) {
    Optional<Duration> retryAfter = RetryInfo.delay(trailers);
    return switch (status.getCode()) {
      case OK -> new SendOutcome.Accepted(rejectedSpans);
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
          new SendOutcome.Refused(status.getCode().name(), retryAfter.orElse(Duration.ZERO));
      case RESOURCE_EXHAUSTED ->
          retryAfter.isPresent()
              ? new SendOutcome.Refused(status.getCode().name(), retryAfter.get())
              : new SendOutcome.Failed(text(status));
      default -> new SendOutcome.Failed(text(status));
    };
  }

  private static String text(Status status) {
    String description = status.getDescription();
    return status.getCode() + (description == null ? "" : ": " + description);
  }

  private static final class Answer extends ClientCall.Listener<Long> {

    private final Consumer<SendOutcome> onOutcome;
    private long rejectedSpans;

    Answer(Consumer<SendOutcome> onOutcome) {
      this.onOutcome = onOutcome;
    }

    @Override
    public void onMessage(Long rejected) {
      rejectedSpans = rejected;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      onOutcome.accept(outcome(status, trailers, rejectedSpans));
    }
  }

  private static final class RequestMarshaller implements MethodDescriptor.Marshaller<ByteRange> {

    @Override
    public InputStream stream(ByteRange value) {
      return value;
    }

    @Override
    public ByteRange parse(InputStream stream) {
      throw new UnsupportedOperationException("a client does not receive requests");
    }
  }

  /** An {@code ExportTraceServiceResponse} as the number of spans it says were rejected. */
  private static final class AnswerMarshaller implements MethodDescriptor.Marshaller<Long> {

    @Override
    public InputStream stream(Long value) {
      throw new UnsupportedOperationException("a client does not send answers");
    }

    @Override
    public Long parse(InputStream stream) {
      try {
        return rejectedSpans(new ProtoFields(stream.readAllBytes()));
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("cannot read the answer")
            .withCause(e)
            .asRuntimeException();
      }
    }

    private static long rejectedSpans(ProtoFields answer) {
      long rejected = 0;
      while (answer.next()) {
        if (answer.tag() == PARTIAL_SUCCESS) {
          for (var partial = answer.body(); partial.next(); ) {
            rejected = partial.tag() == REJECTED_SPANS ? partial.number() : rejected;
          }
        }
      }
      return rejected;
    }
  }
}
