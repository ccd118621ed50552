// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.time.Clock;
import java.time.Duration;

/**
 * What a server did in a stretch of time.
 *
 * @param seconds how long the stretch was
 * @param spans spans that it acknowledged
 * @param cpuSeconds CPU time that it used
 */
record Measurement(double seconds, long spans, double cpuSeconds) {

  /** Watches a server for a while. */
  static Measurement of(
      LoadGenerator generator, ServerProcess server, Duration duration, Clock clock)
      throws InterruptedException {
    long start = clock.nanoTime();
    double cpuBefore = server.cpuSeconds();
    long spansBefore = generator.acceptedSpans();
    Thread.sleep(duration);
    long spans = generator.acceptedSpans() - spansBefore;
    double cpu = server.cpuSeconds() - cpuBefore;
    return new Measurement((clock.nanoTime() - start) * 1e-9, spans, cpu);
  }

  double spansPerSecond() {
    return spans / seconds;
  }

  double spansPerCpuSecond() {
    return cpuSeconds == 0 ? 0 : spans / cpuSeconds;
  }
}
