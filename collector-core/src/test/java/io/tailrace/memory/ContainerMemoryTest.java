// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerMemoryTest {

  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private long read() {
    return new ContainerMemory(root).read();
  }

  @Test
  void read_noLimit_isTheMachine() throws IOException {
    write("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:  1 kB\n");
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    assertThat(read()).isEqualTo(8_000_000L * 1024);
  }

  @Test
  void read_version2_isTheLowestLimitOnTheWayUp() throws IOException {
    write("proc/meminfo", "MemTotal:        8000000 kB\n");
    write("proc/self/cgroup", "0::/system.slice/tailrace.service\n");
    write("sys/fs/cgroup/system.slice/tailrace.service/memory.max", "1073741824\n");
    write("sys/fs/cgroup/system.slice/memory.max", "536870912\n");
    assertThat(read()).isEqualTo(536_870_912L);
  }

  @Test
  void read_version1_isTheLimitOfTheMemoryController() throws IOException {
    write("proc/meminfo", "MemTotal:        8000000 kB\n");
    write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/abc\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
    assertThat(read()).isEqualTo(268_435_456L);
  }

  @Test
  void read_nothingKnown_isOneGibibyte() {
    assertThat(read()).isEqualTo(ContainerMemory.UNKNOWN);
  }
}
