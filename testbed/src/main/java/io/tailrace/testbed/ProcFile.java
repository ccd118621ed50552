// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process under {@code /proc/PID} (source: proc(5)). */
final class ProcFile {

  /** The unit of CPU times in {@code /proc}: USER_HZ, which is 100 on every Linux architecture. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int FIELDS_BEFORE_STATE = 2;
  private static final int UTIME = 14;
  private static final int STIME = 15;

  private ProcFile() {}

  /** User and system time of a process in seconds; 0 if it has ended. */
  static double cpuSeconds(long pid) {
    try {
      return parseCpuSeconds(Files.readString(Path.of("/proc", String.valueOf(pid), "stat")));
    } catch (IOException e) {
      return 0;
    }
  }

  /** A line of {@code /proc/PID/status} in bytes, such as {@code VmRSS}; 0 if it has ended. */
  static long statusBytes(long pid, String key) {
    try {
      return parseStatusBytes(
          Files.readString(Path.of("/proc", String.valueOf(pid), "status")), key);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The command name, in parentheses, may hold blanks: fields are counted behind it. */
  static double parseCpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks =
        Long.parseLong(fields[UTIME - FIELDS_BEFORE_STATE - 1])
            + Long.parseLong(fields[STIME - FIELDS_BEFORE_STATE - 1]);
    return ticks / TICKS_PER_SECOND;
  }

  static long parseStatusBytes(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
