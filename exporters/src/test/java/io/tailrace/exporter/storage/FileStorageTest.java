// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageTest {

  @TempDir Path directory;

  private static FileStorageConfig parse(String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    var config = new FileStorageFactory().parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    return config;
  }

  private static Extension extension(String yaml) {
    var context =
        new ComponentContext(
            ComponentId.parse("file_storage"),
            ComponentKind.EXTENSION,
            new MetricRegistry(),
            new MemoryBudget(1 << 30),
            new SystemClock(),
            new EventLoops(1),
            Set.of());
    return new FileStorageFactory().create(parse(yaml), context);
  }

  private static void stop(Extension extension) {
    extension.stop(Deadline.after(Duration.ZERO, new SystemClock()));
  }

  private void assertNotStarted(String yaml, String... messages) {
    assertThatThrownBy(extension(yaml)::start)
        .isInstanceOf(ComponentException.class)
        .hasMessageContainingAll(messages);
  }

  private String here() {
    return "directory: " + directory;
  }

  @Test
  void parse_defaults_areTheCollectors() {
    var config = parse("{}");
    assertThat(config.directory()).isEqualTo(Path.of("/var/lib/otelcol/file_storage"));
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.createWithMode()).isEmpty();
    assertThat(config.log()).isEqualTo(new LogSettings(1L << 30, 16 << 20, false));
  }

  @Test
  void parse_everyKey() {
    var config =
        parse(
            """
            directory: /tmp/q
            timeout: 3s
            create_directory: true
            directory_permissions: "0700"
            fsync: true
            max_size: 0
            segment_size: 1048576
            """);
    assertThat(config.createWithMode()).contains(0700);
    assertThat(config.log()).isEqualTo(new LogSettings(Long.MAX_VALUE, 1 << 20, true));
  }

  @Test
  void parse_wrong_isRefusedByName() {
    assertRefused("compaction: {on_start: true}", "compaction", "no compaction");
    assertRefused("recreate: true", "recreate", "damaged records are left out");
    assertRefused("directory: ''", "directory", "empty");
    assertRefused("max_size: 1000", "max_size", "twice segment_size");
    assertRefused("segment_size: 5", "segment_size", "65536");
    assertRefused(
        "{create_directory: true, directory_permissions: rwx}", "directory_permissions", "octal");
    assertRefused("directory_permissions: \"0700\"", "directory_permissions", "create_directory");
  }

  private static void assertRefused(String yaml, String key, String hint) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    new FileStorageFactory().parseConfig(node);
    node.finish();
    assertThat(report.errors()).hasSize(1);
    assertThat(report.errors().getFirst().toString()).contains(key).contains(hint);
  }

  @Test
  void start_makesWhatIsMissing_withTheMode() throws IOException {
    Path made = directory.resolve("a/b");
    var extension = extension("{directory: " + made + ", create_directory: true}");
    extension.start();
    assertThat(Files.getPosixFilePermissions(made))
        .isSubsetOf(PosixFilePermissions.fromString("rwxr-x---"));
    stop(extension);
    extension(here() + "/a/b").start();
  }

  @Test
  void start_missingDirectory_isRefused() {
    assertNotStarted(here() + "/none", "does not exist", "create_directory: true");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void start_file_isRefused() throws IOException {
    Files.createFile(directory.resolve("file"));
    assertNotStarted(here() + "/file", "is not a directory");
  }

  @Test
  void start_foreignDirectory_isRefusedAndUntouched() throws IOException {
    Path foreign = Files.writeString(directory.resolve("receiver_filelog_"), "bbolt");
    assertNotStarted(here(), "receiver_filelog_", "not Tailrace's", "OpenTelemetry Collector");
    assertThat(foreign).hasContent("bbolt");
    assertThat(directory.toFile().list()).containsExactly("receiver_filelog_");
  }

  @Test
  void start_emptyFileSystem_isTaken() throws IOException {
    Files.createDirectory(directory.resolve("lost+found"));
    extension(here()).start();
  }

  @Test
  void start_usedByAnother_isRefused_andTakenWhenThatOneHasStopped() {
    var first = extension(here());
    first.start();
    assertNotStarted(here() + "\ntimeout: 0s", "in use by another process");
    stop(first);
    var second = extension(here());
    second.start();
    stop(second);
  }

  @Test
  void start_newerFormat_isRefused() throws IOException {
    Files.writeString(directory.resolve("FORMAT"), "tailrace file_storage 2\n");
    assertNotStarted(here(), "tailrace file_storage 2", "newer version");
    Files.writeString(directory.resolve("FORMAT"), "something");
    assertNotStarted(here(), "FORMAT is not Tailrace's");
  }

  @Test
  void start_readOnly_isRefused() {
    assertNotStarted("directory: /proc", "/proc");
  }

  @Test
  void open_namesAreSafeAndDifferent() {
    var extension = extension(here());
    extension.start();
    var storage = (RequestStorage) extension;
    storage.open(ComponentId.parse("otlp/../a"), new RecordingListener()).close();
    storage.open(ComponentId.parse("otlp"), new RecordingListener()).close();
    assertThat(directory.toFile().list()).contains("exporter_otlp~002F..~002Fa", "exporter_otlp");
    assertThatThrownBy(() -> storage.open(ComponentId.parse("otlp"), new RecordingListener()))
        .isInstanceOf(ComponentException.class);
    stop(extension);
  }
}
