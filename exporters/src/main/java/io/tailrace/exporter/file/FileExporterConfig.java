// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of {@code file}.
 *
 * @param path the file
 * @param json whether messages are JSON instead of Protocol Buffers
 * @param zstd whether each message is compressed with Zstandard
 * @param append whether a file that is there is continued instead of emptied
 * @param rotation when a new file is begun; empty for never
 * @param flushInterval how long written messages may stay in memory; zero for not at all
 * @param directoryPermissions the mode of directories that are created on the way to the file;
 *     empty if none may be created
 */
public record FileExporterConfig(
    Path path,
    boolean json,
    boolean zstd,
    boolean append,
    Optional<Rotation> rotation,
    Duration flushInterval,
    Optional<Integer> directoryPermissions) {

  /**
   * When a new file is begun and old ones are deleted.
   *
   * @param maxBytes how large a file gets
   * @param maxDays how long an old one is kept; 0 for ever
   * @param maxBackups how many old ones are kept; 0 for all
   * @param localTime whether the names of old ones are in local time instead of UTC
   */
  public record Rotation(long maxBytes, long maxDays, long maxBackups, boolean localTime) {}
}
