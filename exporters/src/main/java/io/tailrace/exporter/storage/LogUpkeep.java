// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread of a log that does what may take long: it deletes files, and forces to the device what
 * was written, in groups: everything that was written during one fsync is forced by the next.
 */
final class LogUpkeep {

  private final Path directory;
  private final boolean fsync;
  private final LogListener listener;
  private final ThreadPoolExecutor thread;
  private final Set<Path> written = new LinkedHashSet<>();

  LogUpkeep(Path directory, boolean fsync, LogListener listener, String name) {
    this.directory = directory;
    this.fsync = fsync;
    this.listener = listener;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tailrace-log-" + name).daemon().factory());
    thread.allowCoreThreadTimeOut(true);
  }

  /** Says that a file has bytes that the device may not have. */
  void written(Path file) {
    if (!fsync) {
      return;
    }
    boolean isFirst;
    synchronized (written) {
      isFirst = written.isEmpty();
      written.add(file);
    }
    if (isFirst) {
      run(this::force);
    }
  }

  private void force() {
    List<Path> files;
    synchronized (written) {
      files = List.copyOf(written);
      written.clear();
    }
    for (Path file : files) {
      force(file);
    }
  }

  private void force(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      listener.failed("forcing " + file + " to the device", e);
    }
  }

  /** Has the name of a new file forced to the device as well. */
  void created() {
    if (fsync) {
      run(this::forceDirectory);
    }
  }

  private void forceDirectory() {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      listener.failed("forcing " + directory + " to the device", e);
    }
  }

  /** Deletes the file of a segment that nobody uses any more. */
  void delete(Segment segment) {
    run(
        () -> {
          try {
            segment.close();
            Files.deleteIfExists(segment.file);
          } catch (IOException e) {
            listener.failed("deleting " + segment.file, e);
          }
        });
  }

  private void run(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException _) {
      task.run();
    }
  }

  /** Finishes what was asked for. */
  void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        listener.failed("finishing", new IOException("the device does not answer"));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
