// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static java.util.Objects.requireNonNull;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.encoding.OtlpJson;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.exporter.sending.SpanTransport;
import io.tailrace.net.Body;
import io.tailrace.net.ClientContext;
import io.tailrace.net.HttpPoster;
import io.tailrace.net.HttpAnswer;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP. A request is encoded and compressed once, however often it is sent. */
final class OtlpHttpTransport implements SpanTransport {

  private static final String PROTO = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final OtlpHttpExporterConfig config;
  private final ComponentContext context;
  private final Compressor compressor;
  private final StringRepair repair;
  private final Map<String, String> headers;
  private final Optional<Tenants> tenants;
  private volatile @Nullable HttpPoster client;

  OtlpHttpTransport(OtlpHttpExporterConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    compressor =
        new Compressor(config.compression(), config.compressionLevel(), context.memory().arrays());
    repair = new StringRepair(context);
    tenants = config.tenant().map(tenant -> new Tenants(tenant, context));
    String type = config.json() ? JSON : PROTO;
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
  public List<SpanBatch> partition(SpanBatch batch) {
    return tenants.map(t -> t.partition(batch)).orElse(List.of(batch));
  }

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    var sound = repair.repair(batch);
    if (config.json()) {
      byte[] json = OtlpJson.write(sound);
      return new Request(compressor.compress(json, 0, json.length), headers(batch));
    }
    return new Request(compressor.compress(sound), headers(batch));
  }

  private Map<String, String> headers(SpanBatch batch) {
    if (tenants.isEmpty()) {
      return headers;
    }
    var all = new HashMap<>(headers);
    all.putAll(tenants.get().headers(batch));
    return all;
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
    private final Map<String, String> headers;

    Request(Body body, Map<String, String> headers) {
      this.body = body;
      this.headers = headers;
    }

    @Override
    public int retainedBytes() {
      return body.retainedBytes();
    }

    @Override
    public CompletionStage<ExportOutcome> send() {
      return requireNonNull(client, "not started")
          .post(config.tracesUri(), headers, body, config.timeout())
          .handle(
              (reply, failure) ->
                  reply != null ? outcome(reply, context.clock()) : networkFailure(failure));
    }

    @Override
    public void release() {
      body.release();
    }
  }

  private static ExportOutcome networkFailure(@Nullable Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException) {
      return new ExportOutcome.Retryable("no answer within the timeout");
    }
    return new ExportOutcome.Retryable(String.valueOf(cause));
  }

  /** OTLP specification, "Failures": any 2xx is a success; 429, 502, 503 and 504 are retryable. */
  static ExportOutcome outcome(HttpAnswer reply, Clock clock) {
    if (reply.status() / 100 == 2) {
      boolean json = reply.contentType().orElse("").startsWith(JSON);
      boolean proto = reply.contentType().orElse("").startsWith(PROTO);
      if (json) {
        return PartialSuccess.parseJson(reply.body());
      }
      return proto ? PartialSuccess.parse(reply.body()) : ExportOutcome.ACCEPTED;
    }
    String reason = HttpFailure.describe(reply);
    return switch (reply.status()) {
      case 429, 502, 503, 504 ->
          new ExportOutcome.Retryable(reason, HttpFailure.retryAfter(reply, clock));
      case 400, 422 -> new ExportOutcome.Invalid(reason);
      case 413 -> new ExportOutcome.TooLarge(reason);
      default -> new ExportOutcome.Permanent(reason);
    };
  }
}
