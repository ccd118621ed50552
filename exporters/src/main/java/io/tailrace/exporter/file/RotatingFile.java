// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.file;

import io.tailrace.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that ends with a whole message, whatever happens, and that is put aside when it is full:
 * {@code traces.json} becomes {@code traces-2006-01-02T15-04-05.000.json}, as lumberjack names it.
 * Belongs to one thread.
 */
final class RotatingFile implements AutoCloseable {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);

  private final FileExporterConfig config;
  private final Clock clock;
  private final Path path;
  private final String prefix;
  private final String suffix;
  private @Nullable FileChannel channel;
  private long size;

  RotatingFile(FileExporterConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    path = config.path().toAbsolutePath();
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    prefix = (dot < 0 ? name : name.substring(0, dot)) + "-";
    suffix = dot < 0 ? "" : name.substring(dot);
  }

  void open() throws IOException {
    Path directory = directory();
    if (config.directoryPermissions().isPresent() && Files.notExists(directory)) {
      createDirectories(directory, config.directoryPermissions().get());
    }
    boolean keep = config.append() || config.rotation().isPresent();
    openChannel(keep ? StandardOpenOption.CREATE : StandardOpenOption.TRUNCATE_EXISTING);
  }

  private Path directory() {
    var parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static void createDirectories(Path directory, int mode) throws IOException {
    var missing = new ArrayList<Path>();
    for (Path p = directory; p != null && Files.notExists(p); p = p.getParent()) {
      missing.addFirst(p);
    }
    for (Path each : missing) {
      Files.createDirectory(each);
      Files.setPosixFilePermissions(each, permissions(mode));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    var all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  private void openChannel(StandardOpenOption how) throws IOException {
    var opened = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    size = opened.size();
    opened.position(size);
    channel = opened;
  }

  /**
   * Writes a whole message, or nothing.
   *
   * @throws IOException if it could not be written; the file is as it was before
   */
  void write(byte[] message) throws IOException {
    var rotation = config.rotation();
    if (rotation.isPresent() && size > 0 && size + message.length > rotation.get().maxBytes()) {
      rotate(rotation.get());
    }
    var open = channel;
    if (open == null) {
      openChannel(StandardOpenOption.CREATE);
      open = channel;
    }
    if (open == null) {
      throw new IOException("the file is not open");
    }
    var buffer = ByteBuffer.wrap(message);
    try {
      while (buffer.hasRemaining()) {
        open.write(buffer);
      }
      size += message.length;
    } catch (IOException e) {
      cutOff(open, e);
      throw e;
    }
  }

  private void cutOff(FileChannel open, IOException failure) {
    try {
      open.truncate(size);
      open.position(size);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void rotate(FileExporterConfig.Rotation rotation) throws IOException {
    close();
    Files.move(path, backupName(rotation));
    openChannel(StandardOpenOption.CREATE);
    deleteOld(rotation);
  }

  private Path backupName(FileExporterConfig.Rotation rotation) {
    long millis = clock.unixNanos() / 1_000_000;
    Path name = backupName(rotation, millis);
    while (Files.exists(name)) {
      millis++;
      name = backupName(rotation, millis);
    }
    return name;
  }

  private Path backupName(FileExporterConfig.Rotation rotation, long millis) {
    var at = Instant.ofEpochMilli(millis).atZone(zone(rotation));
    return directory().resolve(prefix + STAMP.format(at) + suffix);
  }

  private static ZoneId zone(FileExporterConfig.Rotation rotation) {
    return rotation.localTime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
  }

  private void deleteOld(FileExporterConfig.Rotation rotation) throws IOException {
    var backups = backups(rotation);
    var now = Instant.ofEpochSecond(0, clock.unixNanos());
    for (int i = 0; i < backups.size(); i++) {
      var backup = backups.get(i);
      boolean tooMany = rotation.maxBackups() > 0 && i >= rotation.maxBackups();
      boolean tooOld =
          rotation.maxDays() > 0
              && backup.at().isBefore(now.minus(Duration.ofDays(rotation.maxDays())));
      if (tooMany || tooOld) {
        Files.deleteIfExists(backup.path());
      }
    }
  }

  private record Backup(Path path, Instant at) {}

  /** The files that were put aside, the newest first. */
  private List<Backup> backups(FileExporterConfig.Rotation rotation) throws IOException {
    var backups = new ArrayList<Backup>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory())) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(prefix)
            || !name.endsWith(suffix)
            || name.length() <= prefix.length() + suffix.length()) {
          continue;
        }
        String stamp = name.substring(prefix.length(), name.length() - suffix.length());
        try {
          var at = LocalDateTime.parse(stamp, STAMP).atZone(zone(rotation)).toInstant();
          backups.add(new Backup(file, at));
        } catch (DateTimeException _) {
          // a file of somebody else
        }
      }
    }
    backups.sort(Comparator.comparing(Backup::at).reversed());
    return backups;
  }

  @Override
  public void close() throws IOException {
    var open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
