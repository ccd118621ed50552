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

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private long limit() {
    return new ContainerMemory(root).limit().orElse(-1);
  }

  @Test
  void limit_version2_isTheLeastUpToTheMount() throws IOException {
    file("proc/meminfo", "MemTotal:       16384000 kB\nMemFree: 1 kB\n");
    file("proc/self/cgroup", "0::/kube/pod/container\n");
    file("sys/fs/cgroup/kube/pod/container/memory.max", "max\n");
    file("sys/fs/cgroup/kube/pod/memory.max", "536870912\n");
    file("sys/fs/cgroup/kube/memory.max", "1073741824\n");
    assertThat(limit()).isEqualTo(512 << 20);
  }

  @Test
  void limit_version2InAContainer_isThatOfTheMount() throws IOException {
    file("proc/meminfo", "MemTotal:       16384000 kB\n");
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "268435456\n");
    assertThat(limit()).isEqualTo(256 << 20);
  }

  @Test
  void limit_version1_fallsBackToTheMount() throws IOException {
    file("proc/self/cgroup", "5:cpu,memory:/docker/abc\n3:cpuset:/\n0::/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728\n");
    assertThat(limit()).isEqualTo(128 << 20);
  }

  @Test
  void limit_version1Unlimited_isTheMachines() throws IOException {
    file("proc/meminfo", "MemTotal:       2048 kB\n");
    file("proc/self/cgroup", "5:memory:/a\n");
    file("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(limit()).isEqualTo(2 << 20);
  }

  @Test
  void limit_pathOutsideTheMount_readsTheMount() throws IOException {
    file("proc/self/cgroup", "0::/../../elsewhere\n");
    file("sys/fs/cgroup/memory.max", "1000\n");
    assertThat(limit()).isEqualTo(1000);
  }

  @Test
  void limit_nothingReadableOrNonsense_isNone() throws IOException {
    assertThat(limit()).isEqualTo(-1);
    file("proc/self/cgroup", "nonsense\n0::/\n");
    file("sys/fs/cgroup/memory.max", "-5\n");
    file("proc/meminfo", "MemTotal: kB\n");
    assertThat(limit()).isEqualTo(-1);
  }

  @Test
  void bytes_ofThisProcess_isPlausible() {
    assertThat(ContainerMemory.bytes()).isGreaterThan(64L << 20);
  }
}
