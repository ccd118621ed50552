// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import static java.util.Objects.requireNonNull;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Connector;
import io.tailrace.component.Deadline;
import io.tailrace.exporter.datadog.client.Answers;
import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.client.HostnameKey;
import io.tailrace.exporter.datadog.client.KeyCheck;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.otlp.UserAgent;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.net.ClientContext;
import io.tailrace.net.HttpPoster;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.Consumer;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import io.tailrace.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands every batch on as it is, and counts its spans once it was taken: a batch that was refused
 * comes again.
 */
final class DatadogConnector implements Connector {

  private static final MetricSpec COUNTED =
      new MetricSpec(
          "connector_counted_spans", "{spans}", "Spans that went into statistics for Datadog.");
  private static final MetricSpec OVERFLOWED =
      new MetricSpec(
          "connector_overflowed_spans",
          "{spans}",
          "Counted spans that found no group of their own because their bucket was full.");
  private static final MetricSpec GROUPS =
      new MetricSpec(
          "connector_stats_groups", "{groups}", "Groups in the buckets that are still open.");

  private final DatadogConnectorConfig config;
  private final ComponentContext context;
  private final Consumer next;
  private final Counter counted;
  private final Counter overflowed;
  private final StatsConcentrator concentrator;
  private final StatsSender sender;
  private final Compressor compressor;
  private final ExecutorService worker;
  private final ConcurrentLinkedDeque<SpanCounts> idle = new ConcurrentLinkedDeque<>();
  private volatile @Nullable HttpPoster client;
  private volatile String hostname = "";
  private @Nullable StatsPayloads payloads;
  private Clock.@Nullable Scheduled timer;
  private boolean isStarted;
  private boolean isStopped;

  DatadogConnector(DatadogConnectorConfig config, ComponentContext context, Consumer next) {
    this.config = config;
    this.context = context;
    this.next = next;
    var connector = new Label("connector", context.id().toString());
    counted = context.metrics().counter(COUNTED, connector);
    overflowed = context.metrics().counter(OVERFLOWED, connector);
    concentrator =
        new StatsConcentrator(
            config.bucketInterval().toNanos(), config.maxGroups(), context.clock().unixNanos());
    context.metrics().gauge(GROUPS, concentrator::groups, connector);
    sender = new StatsSender(context, this::post);
    compressor =
        new Compressor(Compression.GZIP, Compression.GZIP.defaultLevel(), ByteArrays.UNPOOLED);
    worker = worker(context);
  }

  private static ExecutorService worker(ComponentContext context) {
    var pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tailrace-stats-" + context.id() + "-", 1).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public synchronized void start() {
    HttpPoster opened;
    try {
      opened = new HttpPoster(config.client(), ClientContext.of(context, UserAgent.VALUE));
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
    client = opened;
    hostname = HostnameKey.resolve(config.hostname());
    payloads = new StatsPayloads(hostname, UserAgent.VALUE, config.bucketInterval().toNanos());
    if (config.destination() instanceof Destination.Intake intake) {
      KeyCheck.start(intake, opened, context.logger());
    }
    isStarted = true;
    schedule();
  }

  private synchronized void schedule() {
    if (!isStopped) {
      timer = context.clock().schedule(config.bucketInterval(), this::onTimer);
    }
  }

  private void onTimer() {
    try {
      worker.execute(() -> flush(false));
    } catch (RejectedExecutionException _) {
      return; // the stop flushes
    }
    schedule();
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    var result = next.consume(batch);
    if (result instanceof ConsumeResult.Accepted) {
      var counts = idle.pollFirst();
      if (counts == null) {
        counts = new SpanCounts(config, hostname, context.clock());
      }
      counts.read(batch.index());
      counted.add(counts.count);
      overflowed.add(concentrator.add(counts, context.clock().unixNanos()));
      idle.addFirst(counts);
    }
    return result;
  }

  private synchronized void flush(boolean all) {
    List<StatsBucket> closed = concentrator.flush(context.clock().unixNanos(), all);
    if (closed.isEmpty()) {
      return;
    }
    var writer = requireNonNull(payloads, "not started");
    boolean toAgent = config.destination() instanceof Destination.Agent;
    for (byte[] payload : toAgent ? writer.forAgent(closed) : writer.forIntake(closed)) {
      sender.send(toAgent ? payload : compressor.compress(payload, 0, payload.length).toArray());
    }
  }

  private CompletionStage<ExportOutcome> post(byte[] payload) {
    var open = requireNonNull(client, "not started");
    var exchange =
        switch (config.destination()) {
          case Destination.Intake intake ->
              open.post(
                  intake.stats(),
                  Map.of(
                      "Content-Type", "application/msgpack",
                      "Content-Encoding", "gzip",
                      "DD-Api-Key", intake.key().value()),
                  payload,
                  config.timeout());
          case Destination.Agent agent ->
              open.post(
                  agent.stats(),
                  Map.of(
                      "Content-Type",
                      "application/msgpack",
                      "Datadog-Meta-Tracer-Version",
                      UserAgent.VALUE),
                  payload,
                  config.timeout());
        };
    return exchange.handle((answer, failure) -> Answers.outcome(answer, failure, context.clock()));
  }

  @Override
  public void stop(Deadline deadline) {
    synchronized (this) {
      if (!isStarted || isStopped) {
        isStopped = true;
        return;
      }
      isStopped = true;
      var pending = timer;
      if (pending != null) {
        pending.cancel();
      }
    }
    worker.shutdown();
    flush(true);
    sender.drain(deadline);
    var open = client;
    if (open != null) {
      open.close();
    }
    compressor.close();
  }
}
