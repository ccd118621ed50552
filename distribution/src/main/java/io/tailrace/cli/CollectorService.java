// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigDocument;
import io.tailrace.config.ConfigLoader;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.ContainerMemory;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.EventLoops;
import io.tailrace.service.CollectorConfig;
import io.tailrace.service.ComponentCatalog;
import io.tailrace.service.FeatureGates;
import io.tailrace.service.PipelineGraph;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.ProcessMetrics;
import io.tailrace.telemetry.Telemetry;
import io.tailrace.telemetry.TelemetryConfig;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One collector: what its components share, and their graph. Made, started and stopped by one
 * thread.
 */
final class CollectorService implements AutoCloseable {

  /** How long components may take to stop when one of them could not start. */
  private static final Duration STOP_AFTER_FAILURE = Duration.ofSeconds(5);

  /** How long a component that ignores its deadline is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final SystemClock clock = new SystemClock();
  private final EventLoops eventLoops = new EventLoops(Runtime.getRuntime().availableProcessors());
  private final MetricRegistry metrics = new MetricRegistry();
  private final MemoryBudget memory = new MemoryBudget(ContainerMemory.bytes());
  private final TelemetryConfig telemetryConfig;
  private final PipelineGraph graph;
  private @Nullable Telemetry telemetry;

  private CollectorService(CollectorConfig config, Set<String> featureGates) {
    telemetryConfig = config.telemetry();
    limitHeapUse();
    ProcessMetrics.register(metrics, memory, clock);
    graph =
        PipelineGraph.build(
            config,
            (kind, id) ->
                new ComponentContext(id, kind, metrics, memory, clock, eventLoops, featureGates));
  }

  /**
   * Requests being taken in and batches on their way out lie on the heap: they get shares of it.
   */
  private void limitHeapUse() {
    long heap = Runtime.getRuntime().maxMemory();
    memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, heap / 4);
    memory.setLimit(MemoryTag.SENDING_QUEUE, heap / 4);
    memory.setLimit(MemoryTag.SAMPLED_OUTPUT, heap / 8);
    memory.setLimit(MemoryTag.IDLE_ARRAYS, heap / 16);
  }

  /**
   * Reads a configuration and creates what it names.
   *
   * @throws io.tailrace.config.ConfigException if the configuration is wrong
   * @throws io.tailrace.component.ComponentException if a component cannot be created
   */
  static CollectorService create(
      ConfigSources sources,
      Map<String, String> environment,
      ComponentCatalog catalog,
      ConfigReport report) {
    return create(sources, environment, catalog, report, _ -> {});
  }

  /**
   * The same.
   *
   * @param onRead called with the configuration if it is right, before anything is created
   */
  static CollectorService create(
      ConfigSources sources,
      Map<String, String> environment,
      ComponentCatalog catalog,
      ConfigReport report,
      Consumer<CollectorConfig> onRead) {
    Set<String> featureGates = FeatureGates.parse(sources.featureGates());
    ConfigDocument document =
        new ConfigLoader(environment).load(sources.sources(), sources.settings(), report);
    CollectorConfig config = CollectorConfig.parse(document.node(), catalog);
    report.throwIfErrors();
    onRead.accept(config);
    return new CollectorService(config, featureGates);
  }

  /**
   * Starts the collector's own metrics and log, then every component.
   *
   * @throws io.tailrace.component.ComponentException if one cannot work; all are stopped then
   */
  void start() {
    telemetry = Telemetry.start(telemetryConfig, metrics, Version.current());
    graph.start(() -> Deadline.after(STOP_AFTER_FAILURE, clock));
  }

  /** The collector's own metrics. */
  MetricRegistry metrics() {
    return metrics;
  }

  /** Lets go of what the components took when they were created. */
  void discard() {
    graph.stop(Deadline.after(Duration.ZERO, clock));
  }

  /**
   * Stops every component.
   *
   * @return whether all had stopped soon after {@code timeout}
   */
  boolean stop(Duration timeout) throws InterruptedException {
    var stopped = new CountDownLatch(1);
    Thread.ofPlatform()
        .name("tailrace-stop")
        .daemon()
        .start(
            () -> {
              graph.stop(Deadline.after(timeout, clock));
              stopped.countDown();
            });
    return stopped.await(timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (telemetry != null) {
      telemetry.close();
    }
    eventLoops.close();
    clock.close();
  }
}
