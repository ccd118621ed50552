// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Receiver;
import io.tailrace.net.GrpcServer;
import io.tailrace.net.HttpServer;
import io.tailrace.net.ServerContext;
import io.tailrace.net.UdpServer;
import io.tailrace.net.UdpServerConfig;
import io.tailrace.pipeline.Consumer;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Receives traces from Jaeger's clients and agents: gRPC and HTTP on the event loops of the
 * process, datagrams on threads of their own.
 */
public final class JaegerReceiver implements Receiver {

  private static final MetricSpec KERNEL_DROPS =
      new MetricSpec(
          "receiver_kernel_dropped_packets",
          "{packets}",
          "Number of packets that the kernel dropped because they came faster than they were read.");

  private final ComponentContext context;
  private final @Nullable GrpcServer grpc;
  private final @Nullable HttpServer http;
  private final @Nullable UdpServer compact;
  private final @Nullable UdpServer binary;
  private volatile boolean started;

  JaegerReceiver(JaegerReceiverConfig config, ComponentContext context, Consumer next) {
    this.context = context;
    ServerContext servers = ServerContext.of(context);
    grpc =
        config.grpc() == null
            ? null
            : new GrpcServer(
                config.grpc(),
                servers,
                Map.of(
                    JaegerGrpcHandler.METHOD,
                    new JaegerGrpcHandler(new JaegerIntake(context, next, "grpc"))));
    http =
        config.thriftHttp() == null
            ? null
            : new HttpServer(
                config.thriftHttp(),
                servers,
                new JaegerHttpHandler(new JaegerIntake(context, next, "collector_http")));
    compact = udp(config.thriftCompact(), next, "udp_thrift_compact");
    binary = udp(config.thriftBinary(), next, "udp_thrift_binary");
  }

  private @Nullable UdpServer udp(
      @Nullable UdpServerConfig config, Consumer next, String transport) {
    if (config == null) {
      return null;
    }
    var handler = new JaegerDatagramHandler(new JaegerIntake(context, next, transport));
    var server = new UdpServer(config, ServerContext.of(context), handler);
    if (UdpServer.countsKernelDrops()) {
      context
          .metrics()
          .counterOf(
              KERNEL_DROPS,
              server::kernelDrops,
              new Label("receiver", context.id().toString()),
              new Label("transport", transport));
    }
    return server;
  }

  @Override
  public void start() {
    try {
      if (grpc != null) {
        grpc.start();
      }
      if (http != null) {
        http.start();
      }
      if (compact != null) {
        compact.start();
      }
      if (binary != null) {
        binary.start();
      }
      started = true;
    } catch (ComponentException e) {
      stop(Deadline.after(Duration.ZERO, context.clock()));
      throw e;
    }
  }

  /** Where gRPC is listened for; empty if it is off or the receiver is not running. */
  public Optional<InetSocketAddress> grpcAddress() {
    return started && grpc != null ? Optional.of(grpc.address()) : Optional.empty();
  }

  /** Where Thrift over HTTP is listened for; empty as above. */
  public Optional<InetSocketAddress> httpAddress() {
    return started && http != null ? Optional.of(http.address()) : Optional.empty();
  }

  /** Where {@code thrift_compact} is listened for; empty as above. */
  public Optional<InetSocketAddress> compactAddress() {
    return started && compact != null ? Optional.of(compact.address()) : Optional.empty();
  }

  /** Where {@code thrift_binary} is listened for; empty as above. */
  public Optional<InetSocketAddress> binaryAddress() {
    return started && binary != null ? Optional.of(binary.address()) : Optional.empty();
  }

  @Override
  public void stop(Deadline deadline) {
    started = false;
    if (compact != null) {
      compact.stop(deadline);
    }
    if (binary != null) {
      binary.stop(deadline);
    }
    if (grpc != null) {
      grpc.stop(deadline);
    }
    if (http != null) {
      http.stop(deadline);
    }
  }
}
