// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A control group that limits memory, made for one run (source: the kernel's cgroup-v1/memory and
 * cgroup-v2 documents).
 */
final class MemoryCgroup implements AutoCloseable {

  private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path V2 = Path.of("/sys/fs/cgroup");

  private final Path directory;

  private MemoryCgroup(Path directory) {
    this.directory = directory;
  }

  /** Makes one; empty where that is not permitted. */
  static Optional<MemoryCgroup> create(long limitBytes) {
    boolean v1 = Files.exists(V1.resolve("memory.limit_in_bytes"));
    String name = "tailrace-testbed-" + ProcessHandle.current().pid();
    Path directory = (v1 ? V1 : V2).resolve(name);
    try {
      Files.createDirectory(directory);
      Files.writeString(
          directory.resolve(v1 ? "memory.limit_in_bytes" : "memory.max"),
          String.valueOf(limitBytes));
      return Optional.of(new MemoryCgroup(directory));
    } catch (IOException e) {
      remove(directory);
      return Optional.empty();
    }
  }

  /** The same server, started inside. */
  Candidate around(Candidate candidate) {
    var command = new ArrayList<String>();
    command.addAll(
        List.of("sh", "-c", "echo $$ > '" + directory + "/cgroup.procs' && exec \"$@\"", "sh"));
    command.addAll(candidate.command());
    return new Candidate(candidate.name(), command, candidate.isTailrace());
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  /** Removes it; its processes must have ended. */
  @Override
  public void close() {
    remove(directory);
  }

  private static void remove(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      directory.toFile().deleteOnExit();
    }
  }
}
