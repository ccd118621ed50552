// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.component.ComponentId;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads on which requests are encoded. */
final class Workers {

  private Workers() {}

  /** A pool that starts its threads when there is work and ends those that idle for a minute. */
  static ExecutorService pool(ComponentId id, int threads) {
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tailrace-send-" + id + "-", 1).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
