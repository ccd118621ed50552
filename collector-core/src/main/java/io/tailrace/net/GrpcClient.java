// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ProxyDetector;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.tailrace.auth.ClientAuthenticator;
import io.tailrace.auth.ClientAuthenticator.Credentials;
import io.tailrace.config.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes unary calls to one backend with messages that are bytes, on the event loops of the process.
 * Thread-safe. Connects when the first call is made.
 */
public final class GrpcClient implements AutoCloseable {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final byte[] NONE = {};

  private final ManagedChannel channel;
  private final Metadata headers;
  private final CallOptions options;
  private final @Nullable ClientTlsContext tls;
  private final @Nullable ClientAuthenticator authenticator;

  /**
   * Makes a client; nothing is connected yet.
   *
   * @throws IllegalArgumentException if a certificate, key or proxy cannot be used
   * @throws io.tailrace.component.ComponentException if there is no such authenticator
   */
  public GrpcClient(GrpcClientConfig config, ClientContext context) {
    EventLoops loops = context.eventLoops();
    var builder =
        NettyChannelBuilder.forTarget(config.target().uri())
            .eventLoopGroup(loops.group())
            .channelType(loops.channelType())
            .withOption(
                ChannelOption.RECVBUF_ALLOCATOR, SocketBuffers.reading(config.readBufferBytes()))
            .withOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                SocketBuffers.writing(config.writeBufferBytes()))
            .compressorRegistry(precompressed())
            .defaultLoadBalancingPolicy(config.balancer())
            .disableServiceConfigLookUp()
            .disableRetry()
            .directExecutor()
            .proxyDetector(proxies(new EnvironmentProxies(context.environment())))
            .userAgent(context.userAgent());
    if (config.tls().insecure()) {
      tls = null;
      builder.usePlaintext();
    } else {
      tls = new ClientTlsContext(config.tls(), context);
      builder.useTransportSecurity().sslContext(tls.grpc());
    }
    config
        .authority()
        .or(() -> config.tls().serverNameOverride())
        .ifPresent(builder::overrideAuthority);
    config.keepalive().ifPresent(keepalive -> configure(builder, keepalive));
    authenticator = context.authenticator(config.auth());
    channel = builder.build();
    headers = metadata(config.headers());
    options = config.waitForReady() ? CallOptions.DEFAULT.withWaitForReady() : CallOptions.DEFAULT;
  }

  /** As by gRPC for Go: {@code HTTPS_PROXY} is for every call, with TLS or without. */
  private static ProxyDetector proxies(EnvironmentProxies environment) {
    return target -> {
      if (!(target instanceof InetSocketAddress address)) {
        return null;
      }
      var proxy = environment.find(true, address.getHostString(), address.getPort());
      return proxy.isEmpty() ? null : through(proxy.get(), address);
    };
  }

  private static HttpConnectProxiedSocketAddress through(
      InetSocketAddress proxy, InetSocketAddress target) throws IOException {
    var resolved = new InetSocketAddress(proxy.getHostString(), proxy.getPort());
    if (resolved.isUnresolved()) {
      throw new UnknownHostException("proxy " + proxy.getHostString());
    }
    return HttpConnectProxiedSocketAddress.newBuilder()
        .setTargetAddress(target)
        .setProxyAddress(resolved)
        .build();
  }

  private static void configure(NettyChannelBuilder builder, GrpcClientConfig.Keepalive keepalive) {
    builder
        .keepAliveTime(keepalive.time().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(keepalive.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveWithoutCalls(keepalive.permitWithoutStream());
  }

  private static Metadata metadata(Map<String, Secret> headers) {
    var metadata = new Metadata();
    headers.forEach(
        (name, value) -> {
          if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.put(
                Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER),
                value.value().getBytes(StandardCharsets.UTF_8));
          } else {
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value.value());
          }
        });
    return metadata;
  }

  /** Compressors that write what they get: messages arrive compressed. */
  private static CompressorRegistry precompressed() {
    var registry = CompressorRegistry.newEmptyInstance();
    registry.register(new Precompressed("gzip"));
    registry.register(new Precompressed("zstd"));
    return registry;
  }

  private record Precompressed(String encoding) implements io.grpc.Compressor {

    @Override
    public String getMessageEncoding() {
      return encoding;
    }

    @Override
    public OutputStream compress(OutputStream out) {
      return out;
    }
  }

  /**
   * Calls a unary method.
   *
   * @param method {@code package.Service/Method}
   * @param message the request, compressed with {@code encoding}; not read any more when the future
   *     has completed
   * @param encoding {@code gzip}, {@code zstd} or {@code identity}
   * @param timeout how long the call may take; zero for as long as it likes
   * @return completes normally whatever happens to the call, on an event loop
   */
  public CompletableFuture<GrpcReply> call(
      String method, Body message, String encoding, Duration timeout) {
    return call(method, message, encoding, timeout, Map.of());
  }

  /**
   * Calls a unary method with headers of its own.
   *
   * @param more headers beside those of the configuration: names in lower case, values in printable
   *     ASCII
   */
  public CompletableFuture<GrpcReply> call(
      String method, Body message, String encoding, Duration timeout, Map<String, String> more) {
    var callOptions = options;
    if (!timeout.isZero()) {
      callOptions = callOptions.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (!encoding.equals(Codec.Identity.NONE.getMessageEncoding())) {
      callOptions = callOptions.withCompression(encoding);
    }
    var call = new Call(method, message, callOptions, more);
    return authenticator == null ? send(call, null) : authenticated(call, authenticator, true);
  }

  private record Call(
      String method, Body message, CallOptions options, Map<String, String> headers) {}

  /**
   * Sends a call with credentials.
   *
   * @param again whether it is tried once more if the server does not believe them
   */
  private CompletableFuture<GrpcReply> authenticated(
      Call call, ClientAuthenticator from, boolean again) {
    return from.credentials()
        .toCompletableFuture()
        .thenCompose(
            credentials ->
                send(call, credentials)
                    .thenCompose(
                        reply ->
                            reply.code() == GrpcReply.UNAUTHENTICATED
                                    && from.rejected(credentials)
                                    && again
                                ? authenticated(call, from, false)
                                : CompletableFuture.completedFuture(reply)))
        .exceptionally(GrpcClient::noCredentials);
  }

  /** May be tried again: what keeps credentials away mostly passes. */
  private static GrpcReply noCredentials(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new GrpcReply(
        GrpcReply.UNAVAILABLE, "UNAVAILABLE: no credentials: " + cause.getMessage(), NONE, NONE);
  }

  private CompletableFuture<GrpcReply> send(Call what, @Nullable Credentials credentials) {
    var reply = new CompletableFuture<GrpcReply>();
    var message = new BodyStream(what.message());
    ClientCall<BodyStream, byte[]> call =
        channel.newCall(descriptor(what.method()), what.options());
    var sent = new Metadata();
    sent.merge(headers);
    what.headers()
        .forEach(
            (name, value) ->
                sent.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    if (credentials != null) {
      var key = Metadata.Key.of(credentials.header(), Metadata.ASCII_STRING_MARSHALLER);
      sent.discardAll(key);
      sent.put(key, credentials.value());
    }
    boolean isSent = false;
    try {
      call.start(new Unary(reply, message), sent);
      call.request(2);
      call.sendMessage(message);
      call.halfClose();
      isSent = true;
    } catch (RuntimeException e) {
      call.cancel("the request could not be sent", e);
      isSent = true;
    } finally {
      if (!isSent) {
        message.end();
        call.cancel("the request could not be sent", null);
      }
    }
    return reply;
  }

  private static MethodDescriptor<BodyStream, byte[]> descriptor(String method) {
    return MethodDescriptor.newBuilder(BodyStream.MARSHALLER, GrpcPayload.MARSHALLER)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method)
        .build();
  }

  private static final class Unary extends ClientCall.Listener<byte[]> {

    private final CompletableFuture<GrpcReply> reply;
    private final BodyStream request;
    private byte @Nullable [] message;

    Unary(CompletableFuture<GrpcReply> reply, BodyStream request) {
      this.reply = reply;
      this.request = request;
    }

    @Override
    public void onMessage(byte[] response) {
      message = response;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      request.end();
      byte[] details = trailers.get(DETAILS);
      reply.complete(
          new GrpcReply(
              status.getCode().value(),
              reason(status),
              message == null ? NONE : message,
              details == null ? NONE : details));
    }

    private static String reason(Status status) {
      var text = new StringBuilder(status.getCode().name());
      if (status.getDescription() != null) {
        text.append(": ").append(status.getDescription());
      }
      for (var cause = status.getCause(); cause != null; cause = cause.getCause()) {
        text.append(": ").append(cause.getMessage());
      }
      return text.toString();
    }
  }

  /** Cancels the calls in flight and closes the connections. */
  @Override
  public void close() {
    channel.shutdownNow();
    if (tls != null) {
      tls.close();
    }
  }
}
