// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Receiver;
import io.tailrace.net.GrpcServer;
import io.tailrace.net.HttpServer;
import io.tailrace.net.ServerContext;
import io.tailrace.pipeline.Consumer;
import io.tailrace.receiver.intake.ReceiverMetrics;
import io.tailrace.receiver.intake.SpanIntake;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receives traces by OTLP/gRPC, OTLP/HTTP or both, on the event loops of the process. */
public final class OtlpReceiver implements Receiver {

  private final ComponentContext context;
  private final @Nullable GrpcServer grpc;
  private final @Nullable HttpServer http;
  private volatile boolean started;

  OtlpReceiver(OtlpReceiverConfig config, ComponentContext context, Consumer next) {
    this.context = context;
    ServerContext servers = ServerContext.of(context);
    grpc =
        config.grpc() == null
            ? null
            : new GrpcServer(
                config.grpc(),
                servers,
                Map.of(OtlpGrpcHandler.METHOD, new OtlpGrpcHandler(intake(context, next, "grpc"))));
    http =
        config.http() == null
            ? null
            : new HttpServer(
                config.http(),
                servers,
                new OtlpHttpHandler(
                    intake(context, next, "http"), context.memory(), config.tracesPath()));
  }

  private static SpanIntake intake(ComponentContext context, Consumer next, String transport) {
    return new SpanIntake(
        context, next, new ReceiverMetrics(context.metrics(), context.id(), transport));
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
      started = true;
    } catch (ComponentException e) {
      stop(Deadline.after(Duration.ZERO, context.clock()));
      throw e;
    }
  }

  /** Where OTLP/gRPC is listened for; empty if it is off or the receiver is not running. */
  public Optional<InetSocketAddress> grpcAddress() {
    return started && grpc != null ? Optional.of(grpc.address()) : Optional.empty();
  }

  /** Where OTLP/HTTP is listened for; empty if it is off or the receiver is not running. */
  public Optional<InetSocketAddress> httpAddress() {
    return started && http != null ? Optional.of(http.address()) : Optional.empty();
  }

  @Override
  public void stop(Deadline deadline) {
    started = false;
    if (grpc != null) {
      grpc.stop(deadline);
    }
    if (http != null) {
      http.stop(deadline);
    }
  }
}
