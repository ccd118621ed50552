// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.component.ComponentException;
import io.tailrace.time.Clock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A directory that one process uses at a time: {@code LOCK} is locked while it does, {@code FORMAT}
 * says that Tailrace made it and how, everything else is the directories of logs.
 *
 * <p>Whatever is wrong with it, nothing in it is changed.
 */
final class StorageDirectory implements AutoCloseable {

  private static final String LOCK = "LOCK";
  private static final String FORMAT = "FORMAT";
  private static final String NEW_FORMAT = "FORMAT.new";
  private static final String FORMAT_TEXT = "tailrace file_storage ";
  private static final int VERSION = 1;
  private static final Duration LOCK_POLL = Duration.ofMillis(20);

  /** What may be there in a directory that nobody has used: files that mean nothing. */
  private static final Set<String> HARMLESS = Set.of(LOCK, NEW_FORMAT, "lost+found");

  private final Path path;
  private final FileChannel lock;

  private StorageDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a directory into use.
   *
   * @throws ComponentException if it is not there, not writable, not made by Tailrace, made by a
   *     newer version, or in use by another process
   */
  static StorageDirectory open(FileStorageConfig config, Clock clock) {
    Path path = config.directory();
    try {
      prepare(config);
      boolean isNew = !Files.exists(path.resolve(FORMAT));
      if (isNew) {
        requireUnused(path);
      }
      var lock = lock(path, config.timeout(), clock);
      try {
        if (isNew) {
          writeFormat(path);
        }
        requireKnownFormat(path);
        return new StorageDirectory(path, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ComponentException(
          "directory: cannot use " + path + " (expected: a directory that can be written): " + e,
          e);
    }
  }

  private static void prepare(FileStorageConfig config) throws IOException {
    Path path = config.directory();
    if (!Files.exists(path) && config.createWithMode().isPresent()) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(permissions(config.createWithMode().get())));
    }
    if (!Files.isDirectory(path)) {
      throw new ComponentException(
          "directory: "
              + path
              + (Files.exists(path)
                  ? " is not a directory"
                  : " does not exist (expected: a directory, or create_directory: true)"));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  private static void requireUnused(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      var foreign =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !HARMLESS.contains(name))
              .sorted()
              .findFirst();
      if (foreign.isPresent()) {
        throw new ComponentException(
            "directory: "
                + path
                + " has "
                + foreign.get()
                + ", which is not Tailrace's (expected: an empty directory, or one that Tailrace"
                + " made; files of the OpenTelemetry Collector cannot be read)");
      }
    }
  }

  private static FileChannel lock(Path path, Duration timeout, Clock clock) throws IOException {
    var channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    long start = clock.nanoTime();
    while (true) {
      if (isLocked(channel)) {
        return channel;
      }
      if (clock.nanoTime() - start >= timeout.toNanos()) {
        channel.close();
        throw new ComponentException(
            "directory: "
                + path
                + " is in use by another process or extension (expected: a directory for each,"
                + " or a longer timeout for a process that is just stopping)");
      }
      LockSupport.parkNanos(LOCK_POLL.toNanos());
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static void writeFormat(Path path) throws IOException {
    Path made = path.resolve(NEW_FORMAT);
    Files.writeString(made, FORMAT_TEXT + VERSION + "\n");
    Files.move(made, path.resolve(FORMAT), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void requireKnownFormat(Path path) throws IOException {
    String text = Files.readString(path.resolve(FORMAT), StandardCharsets.ISO_8859_1).strip();
    if (text.equals(FORMAT_TEXT + VERSION)) {
      return;
    }
    boolean isNewer = text.matches(FORMAT_TEXT + "[0-9]{1,9}");
    throw new ComponentException(
        "directory: "
            + path
            + ": "
            + (isNewer ? "\"" + text + "\"" : FORMAT + " is not Tailrace's")
            + " (expected: \""
            + FORMAT_TEXT
            + VERSION
            + "\""
            + (isNewer ? "; a newer version of Tailrace made it)" : ")"));
  }

  Path child(String name) {
    return path.resolve(name);
  }

  /** The directories of logs that are not empty. */
  List<Path> children() {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(StorageDirectory::hasSegments).sorted().toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static boolean hasSegments(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> SegmentLayout.isFileName(String.valueOf(file.getFileName())));
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException _) {
      // the lock ends with the process in any case
    }
  }
}
