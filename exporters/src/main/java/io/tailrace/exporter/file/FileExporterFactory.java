// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.file;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.sending.QueueConfig;
import io.tailrace.exporter.sending.RetryConfig;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.exporter.sending.SendingExporter;
import io.tailrace.exporter.sending.Sizer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes exporters that write files. */
public final class FileExporterFactory implements Factory.OfExporter<FileExporterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "file",
          List.of(),
          ComponentType.Stability.ALPHA,
          "Writes spans to a file, as JSON lines or length-prefixed OTLP");
  private static final long MEGABYTE = 1024 * 1024;
  private static final int DEFAULT_DIRECTORY_MODE = 0755;
  private static final int QUEUE_SIZE = 1000;

  /** All consumers wait for the same flush; the one worker keeps the order. */
  private static final SendingConfig SENDING =
      new SendingConfig(
          new QueueConfig(QUEUE_SIZE, QUEUE_SIZE, Sizer.REQUESTS, Optional.empty()),
          RetryConfig.NONE);

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public FileExporterConfig parseConfig(ConfigNode node) {
    rejectUnsupported(node);
    boolean zstd = node.choice("compression", Map.of("", false, "zstd", true), false);
    boolean append = node.bool("append", false);
    Optional<FileExporterConfig.Rotation> rotation =
        node.has("rotation") ? Optional.of(rotation(node.child("rotation"))) : Optional.empty();
    if (append && zstd) {
      node.error("append", "true (expected: false beside compression)");
    }
    if (append && rotation.isPresent()) {
      node.error("append", "true (expected: false beside rotation, which appends by itself)");
    }
    return new FileExporterConfig(
        path(node),
        node.choice("format", Map.of("json", true, "proto", false), true),
        zstd,
        append,
        rotation,
        node.duration("flush_interval", Duration.ofSeconds(1)),
        directoryPermissions(node));
  }

  private static void rejectUnsupported(ConfigNode node) {
    if (node.has("group_by")) {
      node.error("group_by", "is not supported (expected: one file exporter per file)");
    }
    if (node.has("encoding")) {
      node.error("encoding", "is not supported (expected: format: json or format: proto)");
    }
  }

  private static FileExporterConfig.Rotation rotation(ConfigNode node) {
    return new FileExporterConfig.Rotation(
        node.integer("max_megabytes", 100, 1, 1 << 20) * MEGABYTE,
        node.integer("max_days", 0, 0, 36_500),
        node.integer("max_backups", 100, 0, 1_000_000),
        node.bool("localtime", false));
  }

  private static Path path(ConfigNode node) {
    String path = node.string("path", "");
    if (path.isEmpty()) {
      node.error("path", "missing (expected: the file to write)");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      node.error("path", "\"" + path + "\" (expected: a file name): " + e.getReason());
      return Path.of("");
    }
  }

  private static Optional<Integer> directoryPermissions(ConfigNode node) {
    String octal = node.string("directory_permissions", "");
    boolean create = node.bool("create_directory", false);
    int mode = DEFAULT_DIRECTORY_MODE;
    if (!octal.isEmpty()) {
      if (!octal.matches("0?[0-7]{3}")) {
        node.error("directory_permissions", octal + " (expected: three octal digits, quoted)");
      } else {
        mode = Integer.parseInt(octal, 8);
      }
    }
    return create ? Optional.of(mode) : Optional.empty();
  }

  @Override
  public Exporter create(FileExporterConfig config, ComponentContext context) {
    return SendingExporter.inOrder(SENDING, context, new FileTransport(config, context));
  }
}
