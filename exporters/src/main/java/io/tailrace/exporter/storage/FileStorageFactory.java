// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the extension that keeps sending queues in files. */
public final class FileStorageFactory implements Factory.OfExtension<FileStorageConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "file_storage",
          List.of(),
          ComponentType.Stability.BETA,
          "Keeps sending queues in files, so that they survive a restart");

  private static final String DEFAULT_DIRECTORY = "/var/lib/otelcol/file_storage";
  private static final int DEFAULT_MODE = 0750;
  private static final long MIB = 1 << 20;
  private static final long DEFAULT_MAX_BYTES = 1024 * MIB;
  private static final long DEFAULT_SEGMENT_BYTES = 16 * MIB;
  private static final long MIN_SEGMENT_BYTES = 64 * 1024;

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public FileStorageConfig parseConfig(ConfigNode node) {
    if (node.has("compaction")) {
      node.error(
          "compaction",
          "is not supported (expected: no compaction; files are deleted as soon as what is in them"
              + " was delivered)");
    }
    if (node.has("recreate")) {
      node.error(
          "recreate",
          "is not supported (expected: no recreate; damaged records are left out and counted, the"
              + " others are kept)");
    }
    return new FileStorageConfig(
        directory(node), node.duration("timeout", Duration.ofSeconds(1)), mode(node), log(node));
  }

  private static Path directory(ConfigNode node) {
    String text = node.string("directory", DEFAULT_DIRECTORY);
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
      node.error("directory", "empty (expected: a directory)");
    } catch (InvalidPathException e) {
      node.error("directory", "\"" + text + "\" (expected: a directory): " + e.getReason());
    }
    return Path.of(DEFAULT_DIRECTORY);
  }

  private static Optional<Integer> mode(ConfigNode node) {
    String octal = node.string("directory_permissions", "");
    boolean create = node.bool("create_directory", false);
    int mode = DEFAULT_MODE;
    if (!octal.isEmpty()) {
      if (octal.matches("0?[0-7]{3}")) {
        mode = Integer.parseInt(octal, 8);
      } else {
        node.error("directory_permissions", octal + " (expected: three octal digits, quoted)");
      }
      if (!create) {
        node.error("directory_permissions", "of no use (expected: create_directory: true)");
      }
    }
    return create ? Optional.of(mode) : Optional.empty();
  }

  private static LogSettings log(ConfigNode node) {
    long segment =
        node.integer("segment_size", DEFAULT_SEGMENT_BYTES, MIN_SEGMENT_BYTES, Integer.MAX_VALUE);
    long max = node.integer("max_size", DEFAULT_MAX_BYTES, 0, Long.MAX_VALUE);
    if (max > 0 && max < 2 * segment) {
      node.error(
          "max_size", max + " (expected: 0, or >= twice segment_size, which is " + segment + ")");
    }
    return new LogSettings(max == 0 ? Long.MAX_VALUE : max, segment, node.bool("fsync", false));
  }

  @Override
  public Set<Class<?>> roles(FileStorageConfig config) {
    return Set.of(RequestStorage.class);
  }

  @Override
  public Extension create(FileStorageConfig config, ComponentContext context) {
    return new FileStorageExtension(config, context);
  }
}
