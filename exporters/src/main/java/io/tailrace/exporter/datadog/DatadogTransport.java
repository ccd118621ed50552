// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import static java.util.Objects.requireNonNull;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.exporter.datadog.client.Answers;
import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.client.HostnameKey;
import io.tailrace.exporter.datadog.client.KeyCheck;
import io.tailrace.exporter.datadog.payload.Payload;
import io.tailrace.exporter.datadog.payload.PayloadEncoder;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.otlp.StringRepair;
import io.tailrace.exporter.otlp.UserAgent;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.exporter.sending.SpanTransport;
import io.tailrace.net.ClientContext;
import io.tailrace.net.HttpPoster;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** Payloads over HTTP. A batch is mapped, encoded and compressed once, however often it is sent. */
final class DatadogTransport implements SpanTransport {

  private static final MetricSpec IGNORED =
      new MetricSpec(
          "exporter_ignored_spans",
          "{spans}",
          "Spans that were not sent because ignore_resources names their trace.");

  private final DatadogExporterConfig config;
  private final ComponentContext context;
  private final Compressor compressor;
  private final StringRepair repair;
  private final Counter ignored;
  private final Map<String, String> headers;
  private final ConcurrentLinkedDeque<PayloadEncoder> idle = new ConcurrentLinkedDeque<>();
  private volatile @Nullable HttpPoster client;
  private volatile String hostname = "";

  DatadogTransport(DatadogExporterConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    compressor =
        new Compressor(config.compression(), config.compressionLevel(), context.memory().arrays());
    repair = new StringRepair(context);
    ignored = context.metrics().counter(IGNORED, new Label("exporter", context.id().toString()));
    headers = headers(config);
  }

  private static Map<String, String> headers(DatadogExporterConfig config) {
    var headers = new HashMap<String, String>();
    if (config.compression() != Compression.NONE) {
      headers.put("Content-Encoding", config.compression().encoding());
    }
    switch (config.destination()) {
      case Destination.Intake intake -> {
        headers.put("Content-Type", "application/x-protobuf");
        headers.put("DD-Api-Key", intake.key().value());
      }
      case Destination.Agent agent -> {
        headers.put("Content-Type", "application/msgpack");
        headers.put("Datadog-Client-Computed-Top-Level", "yes");
        headers.put("Datadog-Send-Real-Http-Status", "true");
        headers.put("Datadog-Meta-Tracer-Version", UserAgent.VALUE);
        if (agent.computedStats()) {
          headers.put("Datadog-Client-Computed-Stats", "yes");
        }
      }
    }
    return Map.copyOf(headers);
  }

  @Override
  public void start() {
    HttpPoster opened;
    try {
      opened = new HttpPoster(config.client(), ClientContext.of(context, UserAgent.VALUE));
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
    client = opened;
    hostname = HostnameKey.resolve(config.hostname());
    if (config.destination() instanceof Destination.Intake intake) {
      KeyCheck.start(intake, opened, context.logger());
    }
  }

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    var encoder = idle.pollFirst();
    if (encoder == null) {
      encoder = newEncoder();
    }
    var sound = repair.repair(batch);
    var result = encoder.encode(sound);
    idle.addFirst(encoder);
    ignored.add(result.ignoredSpans());
    return new DatadogRequest(sound.retain(), result, this::post);
  }

  private PayloadEncoder newEncoder() {
    return new PayloadEncoder(
        config.destination() instanceof Destination.Agent agent
            ? agent.format()
            : PayloadEncoder.Format.INTAKE,
        config.mapping(),
        config.ignoredResources(),
        hostname,
        UserAgent.VALUE,
        context.clock(),
        compressor);
  }

  private CompletionStage<ExportOutcome> post(Payload payload) {
    var all = new HashMap<>(headers);
    URI uri =
        switch (config.destination()) {
          case Destination.Intake intake -> {
            put(all, "X-Datadog-Reported-Languages", payload.language());
            yield intake.traces();
          }
          case Destination.Agent agent -> {
            all.put("X-Datadog-Trace-Count", Integer.toString(payload.traces()));
            put(all, "Datadog-Meta-Lang", payload.language());
            put(all, "Datadog-Container-ID", payload.containerId());
            yield agent.traces();
          }
        };
    return requireNonNull(client, "not started")
        .post(uri, all, payload.body(), config.timeout())
        .handle((answer, failure) -> Answers.outcome(answer, failure, context.clock()));
  }

  /** Values come out of spans: what cannot stand in a header is left out. */
  private static void put(Map<String, String> headers, String name, String value) {
    if (value.matches("[\\x21-\\x7E]{1,256}")) {
      headers.put(name, value);
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
}
