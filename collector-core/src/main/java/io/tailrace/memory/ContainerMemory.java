// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory the process may use: the limit of its control group or of one above it, or the
 * machine's memory. Reads {@code /proc} and {@code /sys} itself, because the management beans of
 * the JDK cost start-up time.
 */
public final class ContainerMemory {

  /** What is assumed where nothing can be found out: 1 GiB. */
  static final long UNKNOWN = 1L << 30;

  private final Path root;

  /**
   * Makes a reader.
   *
   * @param root the file system's root
   */
  ContainerMemory(Path root) {
    this.root = root;
  }

  /** The memory of this process's container or machine, in bytes. */
  public static long bytes() {
    return new ContainerMemory(Path.of("/")).read();
  }

  long read() {
    long limit = machine();
    Path groups = root.resolve("sys/fs/cgroup");
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && fields[1].isEmpty()) {
        limit = Math.min(limit, group(groups, fields[2], "memory.max"));
      } else if (fields.length == 3 && List.of(fields[1].split(",")).contains("memory")) {
        Path memory = groups.resolve("memory");
        limit = Math.min(limit, group(memory, fields[2], "memory.limit_in_bytes"));
      }
    }
    return limit == Long.MAX_VALUE ? UNKNOWN : limit;
  }

  /** The lowest limit from a control group up to the outermost one. */
  private static long group(Path groups, String name, String file) {
    Path top = groups.normalize();
    Path group = groups.resolve(name.substring(name.startsWith("/") ? 1 : 0)).normalize();
    long limit = Long.MAX_VALUE;
    while (group != null && group.startsWith(top)) {
      for (String line : lines(group.resolve(file))) {
        limit = Math.min(limit, number(line.strip()));
      }
      group = group.getParent();
    }
    return limit;
  }

  private long machine() {
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemTotal:") && line.endsWith(" kB")) {
        long kib = number(line.substring("MemTotal:".length(), line.length() - 3).strip());
        return kib == Long.MAX_VALUE ? kib : kib << 10;
      }
    }
    return Long.MAX_VALUE;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of();
    }
  }

  /** The number; {@link Long#MAX_VALUE} for {@code max} and what else is none. */
  private static long number(String text) {
    try {
      long value = Long.parseLong(text);
      return value > 0 ? value : Long.MAX_VALUE;
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }
}
