// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.net.GrpcServerConfig.Keepalive;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server of unary methods whose messages stay bytes: grpc-java without Protocol Buffers, on
 * the shared event loops, without a thread of its own.
 *
 * <p>A message is copied once, into an array of the event loop that is used again. What one
 * connection may send before it is read is one fixed flow-control window of {@value
 * #FLOW_CONTROL_WINDOW} bytes.
 */
public final class GrpcServer {

  static final int FLOW_CONTROL_WINDOW = 1 << 20;

  private static final int MAX_METADATA_BYTES = 16 << 10;

  /** HTTP/2 rapid reset: more cancelled calls than this in the window end the connection. */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 30;
  private static final long HANDSHAKE_TIMEOUT_SECONDS = 20;
  private static final long GRACE_MILLIS = 5000;
  private static final long POLL_MILLIS = 5;
  private static final long LINGER_MILLIS = 500;

  private final GrpcServerConfig config;
  private final ServerContext context;
  private final UnaryCalls calls;
  private final Map<String, UnaryHandler> methods;
  private @Nullable Server server;
  private @Nullable ServerTlsContext tls;

  /**
   * Makes a server that is not started yet.
   *
   * @param methods the handlers by full method name, such as {@code package.Service/Method}
   */
  public GrpcServer(
      GrpcServerConfig config, ServerContext context, Map<String, UnaryHandler> methods) {
    this.config = config;
    this.context = context;
    this.methods = Map.copyOf(methods);
    calls = new UnaryCalls(context, AccessControl.of(config.auth(), context, "grpc"));
  }

  /**
   * Opens the port.
   *
   * @throws ComponentException if it cannot be opened
   */
  public void start() {
    var builder =
        NettyServerBuilder.forAddress(ListenFailure.resolve(context.owner(), config.endpoint()))
            .bossEventLoopGroup(context.eventLoops().group())
            .workerEventLoopGroup(context.eventLoops().group())
            .channelFactory(new GrpcChannelFactory(context.eventLoops()))
            .directExecutor()
            .decompressorRegistry(decompressors())
            .maxInboundMessageSize(context.largestRequest(config.maxMessageBytes()))
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(config.maxConcurrentStreams())
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            .handshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .withChildOption(
                ChannelOption.RECVBUF_ALLOCATOR, SocketBuffers.reading(config.readBufferBytes()))
            .withChildOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                SocketBuffers.writing(config.writeBufferBytes()));
    if (config.tls() != null) {
      ServerTlsContext opened = ServerTlsContext.open(config.tls(), context, true);
      tls = opened;
      builder.sslContext(opened.sslContext());
    }
    keepConnections(builder);
    methods.forEach((name, handler) -> builder.addService(service(name, handler)));
    Server built = builder.build();
    try {
      server = built.start();
    } catch (IOException e) {
      closeTls();
      throw ListenFailure.of(context.owner(), config.endpoint(), e);
    }
    context.logger().info("gRPC server listens on {}", address());
  }

  private ServerServiceDefinition service(String method, UnaryHandler handler) {
    var marshaller =
        new RequestMarshaller(context.memory(), context.largestRequest(config.maxMessageBytes()));
    var descriptor =
        MethodDescriptor.<RequestMarshaller.Message, byte[]>newBuilder(
                marshaller, ResponseMarshaller.INSTANCE)
            // as if unary on the wire; the number of messages is checked by UnaryCalls, because
            // grpc-java would reset a unary call with two of them without an answer
            .setType(MethodType.CLIENT_STREAMING)
            .setFullMethodName(method)
            .build();
    return ServerServiceDefinition.builder(method.substring(0, method.indexOf('/')))
        .addMethod(descriptor, calls.handledBy(handler))
        .build();
  }

  private void keepConnections(NettyServerBuilder builder) {
    Keepalive keepalive = config.keepalive();
    if (keepalive.maxConnectionIdle().isPositive()) {
      builder.maxConnectionIdle(nanos(keepalive.maxConnectionIdle()), TimeUnit.NANOSECONDS);
    }
    if (keepalive.maxConnectionAge().isPositive()) {
      builder.maxConnectionAge(nanos(keepalive.maxConnectionAge()), TimeUnit.NANOSECONDS);
    }
    if (keepalive.maxConnectionAgeGrace().isPositive()) {
      builder.maxConnectionAgeGrace(nanos(keepalive.maxConnectionAgeGrace()), TimeUnit.NANOSECONDS);
    }
    if (keepalive.time().isPositive()) {
      builder.keepAliveTime(nanos(keepalive.time()), TimeUnit.NANOSECONDS);
    }
    if (keepalive.timeout().isPositive()) {
      builder.keepAliveTimeout(nanos(keepalive.timeout()), TimeUnit.NANOSECONDS);
    }
    builder
        .permitKeepAliveTime(nanos(config.enforcement().minTime()), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(config.enforcement().permitWithoutStream());
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }

  private static DecompressorRegistry decompressors() {
    DecompressorRegistry registry = DecompressorRegistry.emptyInstance();
    for (ContentEncoding encoding : ContentEncoding.values()) {
      registry = registry.with(new MessageDecompressor(encoding), true);
    }
    return registry.with(io.grpc.Codec.Identity.NONE, false);
  }

  /** The address that is listened on, with the port that was chosen if the endpoint says 0. */
  public InetSocketAddress address() {
    if (server == null || server.getListenSockets().isEmpty()) {
      throw new IllegalStateException("not started");
    }
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  /**
   * Stops: closes the port, answers calls that begin now with UNAVAILABLE, lets those end that have
   * begun, and then closes what connections are left. Idempotent, and legal before {@link
   * #start()}.
   */
  public void stop(Deadline deadline) {
    Server running = server;
    server = null;
    closeTls();
    if (running == null) {
      return;
    }
    calls.refuseNewOnes();
    running.shutdown();
    long grace =
        Math.min(GRACE_MILLIS, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()) / 2);
    try {
      for (long waited = 0;
          waited < grace
              && (calls.inFlight() > 0 || waited < LINGER_MILLIS)
              && !running.awaitTermination(POLL_MILLIS, TimeUnit.MILLISECONDS);
          waited += POLL_MILLIS) {
        // until every call has ended and clients have had a moment to close
      }
      running.shutdownNow();
      running.awaitTermination(LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void closeTls() {
    if (tls != null) {
      tls.close();
      tls = null;
    }
  }
}
