// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import static java.util.Objects.requireNonNull;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Owns a directory in which each exporter that names the extension has a log of its own, in a
 * directory named after it.
 */
final class FileStorageExtension implements Extension, RequestStorage {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final FileStorageConfig config;
  private final ComponentContext context;
  private final Set<Path> used = new HashSet<>();
  private @Nullable StorageDirectory directory;

  FileStorageExtension(FileStorageConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
  }

  @Override
  public synchronized void start() {
    directory = StorageDirectory.open(config, context.clock());
  }

  @Override
  public synchronized RequestLog open(ComponentId exporter, LogListener listener) {
    Path own = requireNonNull(directory, "not started").child("exporter_" + safe(exporter));
    if (!used.add(own)) {
      throw new ComponentException(own + ": is in use already");
    }
    try {
      Files.createDirectories(own);
    } catch (IOException e) {
      throw new ComponentException("cannot create " + own + ": " + e, e);
    }
    var arrays = context.memory().arrays();
    return RequestLog.open(own, config.log(), listener, arrays, exporter.toString());
  }

  @Override
  public long maxBytes() {
    return config.log().maxBytes();
  }

  /** What is not a letter, a digit, '.', '-' or '_' becomes {@code ~} and its number in hex. */
  private static String safe(ComponentId id) {
    var name = new StringBuilder();
    for (char c : id.toString().toCharArray()) {
      boolean isSafe =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-'
              || c == '_';
      if (isSafe) {
        name.append(c);
      } else {
        name.append('~').append(HEX.toHexDigits(c));
      }
    }
    return name.toString();
  }

  /** Says which logs of an earlier configuration nobody reads any more. */
  @Override
  public synchronized void ready() {
    for (Path child : requireNonNull(directory, "not started").children()) {
      if (!used.contains(child)) {
        context
            .logger()
            .warn(
                "{} has requests of an exporter that does not use this storage any more; they stay"
                    + " there",
                child);
      }
    }
  }

  @Override
  public synchronized void stop(Deadline deadline) {
    if (directory != null) {
      directory.close();
      directory = null;
    }
  }
}
