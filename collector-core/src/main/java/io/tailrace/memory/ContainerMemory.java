// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory that this process may use: the least of the limits of its control groups (version 2,
 * {@code memory.max}, or version 1, {@code memory.limit_in_bytes}; of the group itself and of all
 * above it) and the memory of the machine.
 */
public final class ContainerMemory {

  private static final String CGROUPS = "sys/fs/cgroup";

  private final Path root;

  ContainerMemory(Path root) {
    this.root = root;
  }

  /** The memory that this process may use, in bytes. */
  public static long bytes() {
    return new ContainerMemory(Path.of("/")).limit().orElseGet(ContainerMemory::machineBytes);
  }

  /** The limit that the files below {@code root} tell of; empty if there are none. */
  OptionalLong limit() {
    long limit = Math.min(machineLimit(), groupLimit());
    return limit == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  private long groupLimit() {
    long limit = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3); // hierarchy:controllers:path, cgroups(7)
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        limit = Math.min(limit, least(root.resolve(CGROUPS), parts[2], "memory.max"));
      } else if (List.of(parts[1].split(",", -1)).contains("memory")) {
        Path mount = root.resolve(CGROUPS).resolve("memory");
        limit = Math.min(limit, least(mount, parts[2], "memory.limit_in_bytes"));
      }
    }
    return limit;
  }

  /**
   * The least value in the file of this name, from the group up to the mount. A container may see
   * its own group as the mount, while the path is the one that the host sees: folders that do not
   * exist set no limit.
   */
  private static long least(Path mount, String group, String file) {
    long least = Long.MAX_VALUE;
    Path own = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    Path folder = own.startsWith(mount) ? own : mount;
    for (; folder != null && folder.startsWith(mount); folder = folder.getParent()) {
      for (String line : lines(folder.resolve(file))) {
        least = Math.min(least, number(line));
      }
    }
    return least;
  }

  /** {@code max} and anything else that is not a positive number is no limit. */
  private static long number(String text) {
    try {
      long value = Long.parseLong(text.strip());
      return value > 0 ? value : Long.MAX_VALUE;
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  /** {@code MemTotal} of {@code /proc/meminfo}, which is in KiB. */
  private long machineLimit() {
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        long kib = number(line.replaceAll("\\D", ""));
        return kib == Long.MAX_VALUE ? kib : kib * 1024;
      }
    }
    return Long.MAX_VALUE;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
