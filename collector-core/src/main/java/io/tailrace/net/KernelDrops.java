// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux dropped at a UDP port because the socket's buffer was full: the last column of {@code
 * /proc/net/udp} and {@code udp6} (source: proc(5)). Nothing else tells of it.
 */
final class KernelDrops {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
  private static final int LOCAL_ADDRESS = 1;
  private static final int COLUMNS = 13;

  private KernelDrops() {}

  /** Whether this system says. */
  static boolean areKnown() {
    return TABLES.stream().anyMatch(Files::isReadable);
  }

  /** The datagrams that were dropped at the sockets of a port that are open now. */
  static long atPort(int port) {
    long drops = 0;
    for (Path table : TABLES) {
      try {
        if (Files.isReadable(table)) {
          drops += sum(Files.readAllLines(table), port);
        }
      } catch (IOException _) {
        // a table that cannot be read says nothing
      }
    }
    return drops;
  }

  /** The drops of a port in the lines of a table, of which the first is a heading. */
  static long sum(List<String> lines, int port) {
    long drops = 0;
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns.length >= COLUMNS && isAt(columns[LOCAL_ADDRESS], port)) {
        drops += Long.parseLong(columns[COLUMNS - 1]);
      }
    }
    return drops;
  }

  private static boolean isAt(String address, int port) {
    int colon = address.indexOf(':');
    return colon >= 0 && Integer.parseInt(address.substring(colon + 1), 16) == port;
  }
}
