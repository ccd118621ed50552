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
import io.tailrace.net.Body;
import io.tailrace.net.ClientContext;
import io.tailrace.net.GrpcClient;
import io.tailrace.net.GrpcReply;
import io.tailrace.otlp.SpanBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OTLP over gRPC. A request is compressed once, however often it is sent. */
final class OtlpGrpcTransport implements SpanTransport {

  static final String METHOD = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  /** What the gRPC libraries of Go, Java and C++ say of a message that is too large. */
  private static final Pattern LARGER_THAN_MAX =
      Pattern.compile("(?i)larger than max|exceeds maximum size");

  /** What grpc-go says of a message that is no request: one with an invalid string, for example. */
  private static final Pattern CANNOT_READ = Pattern.compile("(?i)unmarshal");

  /**
   * What grpc-java says, with UNKNOWN, of a message that it or its application cannot read; among
   * them one that is too large once it is decompressed.
   */
  private static final String APPLICATION_ERROR = "Application error processing RPC";

  /**
   * The limit that servers have by default. Those of grpc-java up to 1.6x break a call off with
   * CANCELLED for a message that is larger.
   */
  private static final int DEFAULT_LIMIT_BYTES = 4 << 20;

  /** How often in a row a large message is cancelled before it is taken to be too large. */
  private static final int CANCELLATIONS_OF_TOO_LARGE = 3;

  private final OtlpGrpcExporterConfig config;
  private final ComponentContext context;
  private final Compressor compressor;
  private final StringRepair repair;
  private final Optional<Tenants> tenants;
  private volatile @Nullable GrpcClient client;

  OtlpGrpcTransport(OtlpGrpcExporterConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    compressor =
        new Compressor(
            config.compression(), config.compression().defaultLevel(), context.memory().arrays());
    repair = new StringRepair(context);
    tenants = config.tenant().map(tenant -> new Tenants(tenant, context));
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
  public List<SpanBatch> partition(SpanBatch batch) {
    return tenants.map(t -> t.partition(batch)).orElse(List.of(batch));
  }

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    var sound = repair.repair(batch);
    return new Request(
        sound.length(),
        compressor.compress(sound),
        tenants.map(t -> t.headers(batch)).orElse(Map.of()));
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

    private final int plainBytes;
    private final Body message;
    private final Map<String, String> headers;
    private int cancellations;

    /**
     * A request.
     *
     * @param plainBytes its length before compression
     */
    Request(int plainBytes, Body message, Map<String, String> headers) {
      this.plainBytes = plainBytes;
      this.message = message;
      this.headers = headers;
    }

    @Override
    public int retainedBytes() {
      return message.retainedBytes();
    }

    @Override
    public CompletionStage<ExportOutcome> send() {
      Compression compression = config.compression();
      return requireNonNull(client, "not started")
          .call(METHOD, message, compression.encoding(), config.timeout(), headers)
          .thenApply(this::outcome);
    }

    /** One attempt follows the other: nobody else looks at the count meanwhile. */
    private ExportOutcome outcome(GrpcReply reply) {
      boolean isCancelled = reply.code() == GrpcReply.CANCELLED;
      cancellations = isCancelled ? cancellations + 1 : 0;
      return cancellations >= CANCELLATIONS_OF_TOO_LARGE && plainBytes > DEFAULT_LIMIT_BYTES
          ? new ExportOutcome.TooLarge(reply.reason())
          : OtlpGrpcTransport.outcome(reply);
    }

    @Override
    public void release() {
      message.release();
    }
  }

  /** OTLP specification, "Failures" and "Size Limits"; RESOURCE_EXHAUSTED only with RetryInfo. */
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
              : withoutRoom(reply.reason());
      case GrpcReply.INVALID_ARGUMENT -> new ExportOutcome.Invalid(reply.reason());
      case GrpcReply.INTERNAL ->
          CANNOT_READ.matcher(reply.reason()).find()
              ? new ExportOutcome.Invalid(reply.reason())
              : new ExportOutcome.Permanent(reply.reason());
      case GrpcReply.UNKNOWN ->
          reply.reason().contains(APPLICATION_ERROR)
              ? new ExportOutcome.Invalid(reply.reason())
              : new ExportOutcome.Permanent(reply.reason());
      default -> new ExportOutcome.Permanent(reply.reason());
    };
  }

  private static ExportOutcome withoutRoom(String reason) {
    return LARGER_THAN_MAX.matcher(reason).find()
        ? new ExportOutcome.TooLarge(reason)
        : new ExportOutcome.Permanent(reason);
  }
}
