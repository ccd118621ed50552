// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.EarlyLoading;
import io.tailrace.processor.tailsampling.TailSamplingFactory;
import io.tailrace.service.CollectorConfig;
import io.tailrace.service.ComponentCatalog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a collector from its configuration to the signal that ends it. */
final class CollectorProcess {

  /** The types of components that most likely need grpc-java. */
  private static final Set<String> GRPC_TYPES = Set.of("jaeger", "otlp", "otlp_grpc");

  private static final Logger LOG = LoggerFactory.getLogger("service");

  private final Terminal terminal;
  private final ComponentCatalog catalog;

  CollectorProcess(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  /**
   * Runs until the process is asked to end.
   *
   * @return the exit code
   * @throws io.tailrace.config.ConfigException if the configuration is wrong
   * @throws io.tailrace.component.ComponentException if a component cannot be made or started
   */
  int run(ConfigSources sources, Duration shutdownTimeout) throws InterruptedException {
    EarlyLoading.netty();
    var stop = new CountDownLatch(1);
    var listening =
        CompletableFuture.runAsync(
            () -> terminal.signals().listen(stop::countDown), EarlyLoading::inBackground);
    var report = new ConfigReport();
    try (var service =
        CollectorService.create(
            sources, terminal.environment(), catalog, report, CollectorProcess::loadWhatItUses)) {
      listening.join();
      service.start();
      for (ConfigProblem warning : report.warnings()) {
        LOG.warn("{}", warning);
      }
      LOG.info("Everything is ready. Begin running and processing data.");
      stop.await();
      LOG.info("Stopping, within {} s.", shutdownTimeout.toSeconds());
      if (service.stop(shutdownTimeout)) {
        LOG.info("Stopped.");
        return ExitCode.OK;
      }
      LOG.error("Not every component stopped within {} s.", shutdownTimeout.toSeconds());
      return ExitCode.FAILURE;
    }
  }

  private static void loadWhatItUses(CollectorConfig config) {
    if (config.uses(GRPC_TYPES)) {
      EarlyLoading.grpc();
    }
    if (config.uses(Set.of("tail_sampling"))) {
      EarlyLoading.inBackground(TailSamplingFactory::loadEarly);
    }
  }
}
