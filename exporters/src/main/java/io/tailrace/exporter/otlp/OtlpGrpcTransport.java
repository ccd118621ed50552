// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static java.util.Objects.requireNonNull;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.exporter.sending.SpanTransport;
import io.tailrace.net.ClientContext;
import io.tailrace.net.GrpcClient;
import io.tailrace.net.GrpcReply;
import io.tailrace.otlp.SpanBatch;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** OTLP over gRPC. A request is compressed once, however often it is sent. */
final class OtlpGrpcTransport implements SpanTransport {

  static final String METHOD = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final OtlpGrpcExporterConfig config;
  private final ComponentContext context;
  private final Compressor compressor;
  private final StringRepair repair;
  private volatile @Nullable GrpcClient client;

  OtlpGrpcTransport(OtlpGrpcExporterConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    compressor = new Compressor(config.compression(), config.compression().defaultLevel());
    repair = new StringRepair(context);
  }

  @Override
  public void start() {
    try {
      client = new GrpcClient(config.client(), ClientContext.of(context, UserAgent.VALUE));
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
    if (config.client().tls().insecure() && !config.client().headers().isEmpty()) {
      context.logger().warn("headers are sent without TLS: {}", config.client().headers().keySet());
    }
  }

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    var sound = repair.repair(batch);
    return new Request(compressor.compress(sound.bytes(), sound.offset(), sound.length()));
  }

  @Override
  public void close() {
    var open = client;
    if (open != null) {
      open.close();
    }
    compressor.close();
  }

  private final class Request implements PreparedRequest {

    private final byte[] message;

    Request(byte[] message) {
      this.message = message;
    }

    @Override
    public int retainedBytes() {
      return message.length;
    }

    @Override
    public CompletionStage<ExportOutcome> send() {
      Compression compression = config.compression();
      return requireNonNull(client, "not started")
          .call(METHOD, message, compression.encoding(), config.timeout())
          .thenApply(OtlpGrpcTransport::outcome);
    }
  }

  /** OTLP specification, "Failures"; RESOURCE_EXHAUSTED only with RetryInfo. */
  static ExportOutcome outcome(GrpcReply reply) {
    var delay = reply.retryDelay();
    return switch (reply.code()) {
      case GrpcReply.OK -> PartialSuccess.parse(reply.message());
      case GrpcReply.CANCELLED,
          GrpcReply.DEADLINE_EXCEEDED,
          GrpcReply.ABORTED,
          GrpcReply.OUT_OF_RANGE,
          GrpcReply.UNAVAILABLE,
          GrpcReply.DATA_LOSS ->
          new ExportOutcome.Retryable(reply.reason(), delay.orElse(Duration.ZERO));
      case GrpcReply.RESOURCE_EXHAUSTED ->
          delay.isPresent()
              ? new ExportOutcome.Retryable(reply.reason(), delay.get())
              : new ExportOutcome.Permanent(reply.reason());
      default -> new ExportOutcome.Permanent(reply.reason());
    };
  }
}
