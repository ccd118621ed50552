// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Metrics of the process and of its memory budget. Everything is read when it is asked for, so that
 * {@code java.lang.management} is not loaded before the first scrape.
 */
public final class ProcessMetrics {

  private static final MetricSpec UPTIME =
      new MetricSpec("process_uptime", "s", "Uptime of the process");
  private static final MetricSpec CPU =
      new MetricSpec("process_cpu_seconds", "s", "Total CPU user and system time in seconds");
  private static final MetricSpec RSS =
      new MetricSpec("process_memory_rss", "By", "Total physical memory (resident set size)");
  private static final MetricSpec HEAP =
      new MetricSpec(
          "process_runtime_heap_alloc_bytes", "By", "Bytes of the heap in use, garbage included");
  private static final MetricSpec ALLOCATED =
      new MetricSpec(
          "process_runtime_total_alloc_bytes", "By", "Cumulative bytes allocated for heap objects");
  private static final MetricSpec SYSTEM =
      new MetricSpec(
          "process_runtime_total_sys_memory_bytes",
          "By",
          "Bytes that the JVM has obtained from the OS for heap, metadata and code");

  private static final MetricSpec USED =
      new MetricSpec("tailrace_memory_used", "By", "Bytes retained on behalf of traces, by use");
  private static final MetricSpec LIMIT =
      new MetricSpec("tailrace_memory_limit", "By", "Most bytes that may be retained, by use");
  private static final MetricSpec PROCESS_LIMIT =
      new MetricSpec(
          "tailrace_memory_process_limit",
          "By",
          "Memory that the process may use; defaults derive from it");

  private ProcessMetrics() {}

  /** Registers the metrics of the process; its uptime counts from now. */
  public static void register(MetricRegistry registry, MemoryBudget memory, Clock clock) {
    registerProcess(registry, clock, Path.of("/proc/self/status"));
    registerMemory(registry, memory);
  }

  static void registerProcess(MetricRegistry registry, Clock clock, Path status) {
    long start = clock.nanoTime();
    registry.counterOf(UPTIME, () -> (clock.nanoTime() - start) * 1e-9);
    registry.counterOf(CPU, ProcessMetrics::cpuSeconds);
    if (Files.isReadable(status)) {
      registry.gauge(RSS, () -> residentBytes(status));
    }
    Runtime runtime = Runtime.getRuntime();
    registry.gauge(HEAP, () -> runtime.totalMemory() - runtime.freeMemory());
    registry.counterOf(ALLOCATED, JvmMemory::allocatedBytes);
    registry.gauge(SYSTEM, JvmMemory::committedBytes);
  }

  private static void registerMemory(MetricRegistry registry, MemoryBudget memory) {
    for (MemoryTag tag : MemoryTag.values()) {
      var label = new Label("tag", tag.label());
      registry.gauge(USED, () -> memory.used(tag), label);
      registry.gauge(LIMIT, () -> limit(memory.limit(tag)), label);
    }
    registry.gauge(PROCESS_LIMIT, () -> limit(memory.processLimitBytes()));
  }

  private static double limit(long bytes) {
    return bytes == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bytes;
  }

  private static double cpuSeconds() {
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return cpu.toNanos() * 1e-9;
  }

  /** {@code VmRSS} of {@code /proc/self/status} (proc(5)), which is in KiB; NaN if unreadable. */
  private static double residentBytes(Path status) {
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024.0)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException _) {
      return Double.NaN;
    }
  }
}
