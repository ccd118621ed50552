// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import io.tailrace.component.ComponentException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A place that lines are written to.
 *
 * @param path as configured: {@code stderr}, {@code stdout}, a path or a {@code file:} URL
 */
record Output(String path, OutputStream stream) implements AutoCloseable {

  /**
   * Opens an output.
   *
   * @throws ComponentException if it is a file that cannot be opened for writing
   */
  static Output open(String path) {
    try {
      return new Output(
          path,
          switch (path) {
            case "stderr" -> new FileOutputStream(FileDescriptor.err);
            case "stdout" -> new FileOutputStream(FileDescriptor.out);
            default ->
                Files.newOutputStream(
                    file(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          });
    } catch (IOException | IllegalArgumentException e) {
      throw new ComponentException(
          "service::telemetry::logs: output path "
              + path
              + ": "
              + e
              + " (expected: stderr, stdout or a file that can be written)",
          e);
    }
  }

  private static Path file(String path) {
    return path.startsWith("file:") ? Path.of(path.replaceFirst("^file:(//)?", "")) : Path.of(path);
  }

  void write(byte[] line) throws IOException {
    stream.write(line);
  }

  /** Closes a file; the console stays open. */
  @Override
  public void close() {
    if (path.equals("stderr") || path.equals("stdout")) {
      return;
    }
    try {
      stream.close();
    } catch (IOException _) {
      // nothing is buffered: every line has reached the file or been reported as not written
    }
  }
}
