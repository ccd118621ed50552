// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import static java.util.Objects.requireNonNull;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.otlp.HttpFailure;
import io.tailrace.exporter.otlp.StringRepair;
import io.tailrace.exporter.otlp.UserAgent;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.exporter.sending.SpanTransport;
import io.tailrace.net.Body;
import io.tailrace.net.ClientContext;
import io.tailrace.net.HttpAnswer;
import io.tailrace.net.HttpPoster;
import io.tailrace.otlp.SpanBatch;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's v2 API over HTTP. A request is encoded and compressed once, however often it is sent.
 */
final class ZipkinTransport implements SpanTransport {

  private final ZipkinExporterConfig config;
  private final ComponentContext context;
  private final Compressor compressor;
  private final StringRepair repair;
  private final Map<String, String> headers;
  private volatile @Nullable HttpPoster client;

  ZipkinTransport(ZipkinExporterConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    compressor =
        new Compressor(config.compression(), config.compressionLevel(), context.memory().arrays());
    repair = new StringRepair(context);
    String type = config.json() ? "application/json" : "application/x-protobuf";
    headers =
        config.compression() == Compression.NONE
            ? Map.of("Content-Type", type)
            : Map.of("Content-Type", type, "Content-Encoding", config.compression().encoding());
  }

  @Override
  public void start() {
    try {
      client = new HttpPoster(config.client(), ClientContext.of(context, UserAgent.VALUE));
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    SpanBatch sound = repair.repair(batch);
    try (SpanEncoder encoder =
        config.json() ? new JsonEncoder(sound.length()) : new ProtoEncoder(sound.length())) {
      var translator = new SpanTranslator(config.defaultServiceName(), encoder);
      translator.translate(sound);
      byte[] body = encoder.finish();
      return new Request(compressor.compress(body, 0, body.length), translator.leftOut());
    }
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

    private final Body body;
    private final int leftOut;

    /**
     * A request.
     *
     * @param leftOut the spans of the batch that are not in it
     */
    Request(Body body, int leftOut) {
      this.body = body;
      this.leftOut = leftOut;
    }

    @Override
    public int retainedBytes() {
      return body.retainedBytes();
    }

    @Override
    public CompletionStage<ExportOutcome> send() {
      return requireNonNull(client, "not started")
          .post(config.uri(), headers, body, config.timeout())
          .handle((reply, failure) -> reply != null ? outcome(reply) : networkFailure(failure));
    }

    @Override
    public void release() {
      body.release();
    }

    /** Any 2xx is a success; what may pass is tried again, as with OTLP. */
    private ExportOutcome outcome(HttpAnswer reply) {
      if (reply.status() / 100 == 2) {
        return leftOut == 0
            ? ExportOutcome.ACCEPTED
            : new ExportOutcome.PartiallyAccepted(
                leftOut, "spans without a trace ID or span ID were not sent");
      }
      String reason = HttpFailure.describe(reply);
      return switch (reply.status()) {
        case 408, 429, 500, 502, 503, 504 ->
            new ExportOutcome.Retryable(reason, HttpFailure.retryAfter(reply, context.clock()));
        case 400, 422 -> new ExportOutcome.Invalid(reason);
        case 413 -> new ExportOutcome.TooLarge(reason);
        default -> new ExportOutcome.Permanent(reason);
      };
    }
  }

  private static ExportOutcome networkFailure(@Nullable Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new ExportOutcome.Retryable(
        cause instanceof TimeoutException ? "no answer within the timeout" : String.valueOf(cause));
  }
}
