// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.telemetry.MetricRegistry;

/** The running collector, as the demo sees it. */
public interface DemoCollector extends AutoCloseable {

  /** Starts collectors. */
  @FunctionalInterface
  interface Starter {

    /**
     * Starts a collector.
     *
     * @param yaml the text of its configuration
     */
    DemoCollector start(String yaml);
  }

  /** The collector's own metrics. */
  MetricRegistry metrics();

  /** Stops it: what is undecided is decided, what is kept is sent, within a bounded time. */
  @Override
  void close();
}
