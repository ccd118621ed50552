// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.lang.management.ManagementFactory;

/** What {@code java.lang.management} knows of memory; loaded with the first scrape. */
final class JvmMemory {

  private JvmMemory() {}

  static double allocatedBytes() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getTotalThreadAllocatedBytes()
        : Double.NaN;
  }

  static double committedBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getCommitted()
        + (double) memory.getNonHeapMemoryUsage().getCommitted();
  }
}
