// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.tailrace.net.EventLoops;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An OTLP/gRPC server on the loopback interface that copies each request into a scratch array of
 * its event loop and hands that to a handler; nothing is decoded and nothing is kept.
 */
public final class OtlpServer implements AutoCloseable {

  private static final int MAX_REQUEST_BYTES = 64 << 20;
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int FIRST_SCRATCH_BYTES = 1 << 18;

  private final Server server;

  private OtlpServer(Server server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param port the port; 0 for any that is free
   * @param eventLoops the loops it runs on; the handler is called there
   * @throws UncheckedIOException if the port is in use
   */
  public static OtlpServer start(int port, EventLoops eventLoops, RequestHandler handler) {
    EventLoopGroup group = eventLoops.group();
    MethodDescriptor<RequestHandler.Answer, byte[]> export =
        ExportMethod.of(new RequestMarshaller(handler), new EmptyMarshaller());
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .channelType(eventLoops.serverChannelType())
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .addService(
                ServerServiceDefinition.builder(ExportMethod.SERVICE)
                    .addMethod(export, new ExportHandler(group))
                    .build());
    try {
      return new OtlpServer(builder.build().start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
  }

  /** Stops taking requests and ends the open ones. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands the bytes to the handler while they are in the scratch array. */
  private record RequestMarshaller(RequestHandler handler)
      implements MethodDescriptor.Marshaller<RequestHandler.Answer> {

    private static final ThreadLocal<byte[]> SCRATCH =
        ThreadLocal.withInitial(() -> new byte[FIRST_SCRATCH_BYTES]);

    @Override
    public InputStream stream(RequestHandler.Answer value) {
      throw new UnsupportedOperationException("a server does not send requests");
    }

    @Override
    public RequestHandler.Answer parse(InputStream stream) {
      try {
        int length = read(stream);
        return handler.handle(SCRATCH.get(), length);
      } catch (IOException e) {
        return new RequestHandler.Answer.Malformed("cannot read the request: " + e.getMessage());
      }
    }

    private static int read(InputStream stream) throws IOException {
      byte[] scratch = SCRATCH.get();
      int known = stream instanceof KnownLength ? stream.available() : 0;
      if (known > scratch.length) {
        scratch = resize(known);
      }
      int length = 0;
      while (true) {
        int n = stream.read(scratch, length, scratch.length - length);
        if (n > 0) {
          length += n;
        }
        if (n < 0 || (known > 0 && length == known)) {
          return length;
        }
        if (length == scratch.length) {
          scratch = resize(2 * length);
        }
      }
    }

    private static byte[] resize(int length) {
      byte[] larger = Arrays.copyOf(SCRATCH.get(), length);
      SCRATCH.set(larger);
      return larger;
    }
  }

  private static final class EmptyMarshaller implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("a server does not receive answers");
    }
  }

  private record ExportHandler(EventLoopGroup group)
      implements ServerCallHandler<RequestHandler.Answer, byte[]> {

    @Override
    public ServerCall.Listener<RequestHandler.Answer> startCall(
        ServerCall<RequestHandler.Answer, byte[]> call, Metadata headers) {
      call.request(2);
      return new Export(call, group);
    }
  }

  private static final class Export extends ServerCall.Listener<RequestHandler.Answer> {

    private static final byte[] FULL_SUCCESS = {};

    private final ServerCall<RequestHandler.Answer, byte[]> call;
    private final EventLoopGroup group;
    private RequestHandler.@Nullable Answer answer;

    Export(ServerCall<RequestHandler.Answer, byte[]> call, EventLoopGroup group) {
      this.call = call;
      this.group = group;
    }

    @Override
    public void onMessage(RequestHandler.Answer message) {
      answer = message;
    }

    @Override
    public void onHalfClose() {
      switch (answer) {
        case null -> call.close(Status.INTERNAL.withDescription("no request"), new Metadata());
        case RequestHandler.Answer.Accept() -> accept();
        case RequestHandler.Answer.AcceptAfter(Duration delay) -> {
          var _ = group.schedule(this::accept, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
        case RequestHandler.Answer.Unavailable(Duration retryAfter) ->
            call.close(
                Status.UNAVAILABLE,
                RetryInfo.trailers(Status.Code.UNAVAILABLE.value(), retryAfter));
        case RequestHandler.Answer.Malformed(String reason) ->
            call.close(Status.INVALID_ARGUMENT.withDescription(reason), new Metadata());
      }
    }

    private void accept() {
      if (call.isCancelled()) {
        return;
      }
      call.sendHeaders(new Metadata());
      call.sendMessage(FULL_SUCCESS);
      call.close(Status.OK, new Metadata());
    }
  }
}
