// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JVM's own heap; {@code java.lang.management} is loaded when it is first asked for. */
final class JvmHeap implements Heap {

  private @Nullable List<GarbageCollectorMXBean> collectors;
  private Set<String> heapPools = Set.of();

  @Override
  public long liveBytes() {
    GcInfo last = null;
    for (GarbageCollectorMXBean collector : collectors()) {
      GcInfo info = collector.getLastGcInfo();
      if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
        last = info;
      }
    }
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    return last == null ? used : Math.min(used, usedAfter(last));
  }

  private long usedAfter(GcInfo collection) {
    long sum = 0;
    for (var pool : collection.getMemoryUsageAfterGc().entrySet()) {
      if (heapPools.contains(pool.getKey())) {
        sum += pool.getValue().getUsed();
      }
    }
    return sum;
  }

  private List<GarbageCollectorMXBean> collectors() {
    if (collectors == null) {
      heapPools =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .map(MemoryPoolMXBean::getName)
              .collect(Collectors.toSet());
      collectors = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
    }
    return collectors;
  }

  @Override
  public void collect() {
    System.gc();
  }
}
