// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.grpc.DecompressorRegistry;
import io.grpc.Decompressor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An OTLP/gRPC backend that keeps raw requests and answers what a test has scripted. */
final class GrpcBackend implements AutoCloseable {

  /** An answer: a response if the status is OK. */
  record Answer(Status status, byte[] response, Metadata trailers) {

    static Answer ok(byte[] response) {
      return new Answer(Status.OK, response, new Metadata());
    }

    static Answer failure(Status status) {
      return new Answer(status, new byte[0], new Metadata());
    }
  }

  final List<byte[]> requests = new CopyOnWriteArrayList<>();
  final List<Metadata> headers = new CopyOnWriteArrayList<>();
  final Queue<Answer> script = new ConcurrentLinkedQueue<>();

  /** Answers what the script does not; null takes the request. */
  Function<byte[], @Nullable Answer> judge = _ -> null;

  private final Server server;

  GrpcBackend() throws IOException {
    this(0, null, null, false);
  }

  GrpcBackend(int port, @Nullable File cert, @Nullable File key, boolean wantsClientCert)
      throws IOException {
    this(port, cert, key, wantsClientCert, 64 << 20);
  }

  /** One for which grpc-java itself refuses what is too large. */
  static GrpcBackend withLimit(int maxMessageBytes) throws IOException {
    return new GrpcBackend(0, null, null, false, maxMessageBytes);
  }

  private GrpcBackend(
      int port,
      @Nullable File cert,
      @Nullable File key,
      boolean wantsClientCert,
      int maxMessageBytes)
      throws IOException {
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .decompressorRegistry(
                DecompressorRegistry.getDefaultInstance().with(new ZstdDecompressor(), true))
            .maxInboundMessageSize(maxMessageBytes)
            .addService(service());
    if (cert != null && key != null) {
      builder.sslContext(
          GrpcSslContexts.forServer(cert, key)
              .trustManager(cert)
              .clientAuth(wantsClientCert ? ClientAuth.REQUIRE : ClientAuth.NONE)
              .build());
    }
    server = builder.build().start();
  }

  int port() {
    return server.getPort();
  }

  List<Span> spans() {
    return requests.stream()
        .map(GrpcBackend::parse)
        .flatMap(r -> r.getResourceSpansList().stream())
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  static ExportTraceServiceRequest parse(byte[] bytes) {
    try {
      return ExportTraceServiceRequest.parseFrom(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerServiceDefinition service() {
    var method =
        MethodDescriptor.newBuilder(new Raw(), new Raw())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(OtlpGrpcTransport.METHOD)
            .build();
    return ServerServiceDefinition.builder(method.getServiceName())
        .addMethod(method, this::handle)
        .build();
  }

  private ServerCall.Listener<byte[]> handle(ServerCall<byte[], byte[]> call, Metadata metadata) {
    headers.add(metadata);
    call.request(2);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        var next = script.poll();
        var judged = next == null ? judge.apply(message) : next;
        var answer = judged == null ? Answer.ok(new byte[0]) : judged;
        if (answer.status().isOk()) {
          requests.add(message);
          call.sendHeaders(new Metadata());
          call.sendMessage(answer.response());
        }
        call.close(answer.status(), answer.trailers());
      }
    };
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {

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

  private static final class ZstdDecompressor implements Decompressor {

    @Override
    public String getMessageEncoding() {
      return "zstd";
    }

    @Override
    public InputStream decompress(InputStream stream) throws IOException {
      return new com.github.luben.zstd.ZstdInputStream(stream);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
