// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.ComponentException;
import io.tailrace.otlp.ByteArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLogTest {

  private static final LogSettings LARGE = new LogSettings(Long.MAX_VALUE, 1 << 20, false);

  @TempDir Path directory;

  private final RecordingListener listener = new RecordingListener();

  private RequestLog open(LogSettings settings) {
    return RequestLog.open(directory, settings, listener, ByteArrays.UNPOOLED, "test");
  }

  private static boolean append(RequestLog log, int value, int length) throws IOException {
    return log.append(body(value, length), 0, length, value);
  }

  private static byte[] body(int value, int length) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) value);
    return body;
  }

  private static List<Integer> readAll(RequestLog log) throws IOException {
    var values = new ArrayList<Integer>();
    for (var entry = log.next(); entry != null; entry = log.next()) {
      assertThat(entry.bytes()).isEqualTo(body(entry.spans(), entry.bytes().length));
      values.add(entry.spans());
    }
    return values;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
    }
  }

  @Test
  void next_returnsWhatWasAppended_inOrder_once() throws IOException {
    try (var log = open(LARGE)) {
      append(log, 1, 10);
      append(log, 2, 300_000);
      assertThat(log.backlog()).isEqualTo(new Backlog(2, 3, 300_010));
      assertThat(readAll(log)).containsExactly(1, 2);
      assertThat(log.backlog()).isEqualTo(new Backlog(0, 0, 0));
      append(log, 3, 1);
      assertThat(readAll(log)).containsExactly(3);
    }
  }

  @Test
  void reopen_unsettled_isReadAgain_settledIsNot() throws IOException {
    var log = open(LARGE);
    for (int i = 1; i <= 5; i++) {
      append(log, i, 100);
    }
    var entries = new ArrayList<LogEntry>();
    for (int i = 0; i < 4; i++) {
      entries.add(log.next());
    }
    log.settle(entries.get(1).place());
    log.settle(entries.get(3).place());
    log.close();
    try (var again = open(LARGE)) {
      assertThat(again.backlog()).isEqualTo(new Backlog(3, 1 + 3 + 5, 300));
      append(again, 6, 1);
      assertThat(readAll(again)).containsExactly(1, 3, 5, 6);
    }
    assertThat(listener.failures).isEmpty();
    assertThat(listener.tailBytes).isZero();
  }

  @Test
  void segments_areDeletedWhenAllIsSettled_inAnyOrder() throws IOException {
    var log = open(new LogSettings(Long.MAX_VALUE, 1000, false));
    var entries = new ArrayList<LogEntry>();
    for (int i = 1; i <= 10; i++) {
      append(log, i, 400);
      entries.add(log.next());
    }
    assertThat(segments()).hasSize(5);
    log.settle(entries.get(9).place());
    log.settle(entries.get(4).place());
    log.settle(entries.get(5).place());
    log.close();
    assertThat(segments()).hasSize(4);
    try (var again = open(LARGE)) {
      assertThat(readAll(again)).containsExactly(1, 2, 3, 4, 7, 8, 9);
    }
  }

  @Test
  void reopen_settledRecordsBehindTheLastLiveOne_doNotHoldUpTheNextSegment() throws IOException {
    var settings = new LogSettings(Long.MAX_VALUE, 700_000, false);
    var log = open(settings);
    append(log, 1, 300_000);
    append(log, 2, 300_000);
    append(log, 3, 300_000);
    log.next();
    log.settle(log.next().place());
    log.close();
    try (var again = open(settings)) {
      log = again;
      again.settle(again.next().place());
      assertThat(readAll(again)).containsExactly(3);
    }
  }

  @Test
  void close_everythingSettled_leavesNoFile() throws IOException {
    try (var log = open(LARGE)) {
      append(log, 1, 400);
      log.settle(log.next().place());
    }
    assertThat(segments()).isEmpty();
  }

  @Test
  void append_overTheBound_isRefused_andTakenAgainAfterSettling() throws IOException {
    try (var log = open(new LogSettings(2000, 1000, false))) {
      for (int i = 1; i <= 4; i++) {
        assertThat(append(log, i, 400)).isTrue();
      }
      assertThat(append(log, 5, 400)).isFalse();
      assertThat(log.fileBytes()).isLessThanOrEqualTo(2000);
      log.settle(log.next().place());
      assertThat(append(log, 5, 400)).as("the segment still has the second").isFalse();
      log.settle(log.next().place());
      assertThat(append(log, 5, 400)).isTrue();
      assertThat(readAll(log)).containsExactly(3, 4, 5);
      assertThat(log.canHold(1952)).isTrue();
      assertThat(log.canHold(1953)).isFalse();
    }
  }

  @Test
  void append_lastSegmentSettledWholly_makesRoom() throws IOException {
    try (var log = open(new LogSettings(2000, 2000, false))) {
      for (int round = 0; round < 20; round++) {
        assertThat(append(log, 1, 1500)).isTrue();
        log.settle(log.next().place());
      }
      assertThat(log.fileBytes()).isLessThanOrEqualTo(2000);
    }
  }

  @Test
  void append_recordLargerThanASegment_hasItsOwn() throws IOException {
    try (var log = open(new LogSettings(Long.MAX_VALUE, 1000, false))) {
      append(log, 1, 10);
      append(log, 2, 5000);
      append(log, 3, 10);
      assertThat(segments()).hasSize(3);
      assertThat(readAll(log)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void append_fileThatCannotBeMade_failsAndSucceedsLater() throws IOException {
    try (var log = open(LARGE)) {
      Path obstacle = Files.createDirectory(directory.resolve("0000000000000001.log"));
      assertThatThrownBy(() -> append(log, 1, 10)).isInstanceOf(IOException.class);
      assertThat(log.backlog()).isEqualTo(new Backlog(0, 0, 0));
      Files.delete(obstacle);
      append(log, 2, 10);
      assertThat(readAll(log)).containsExactly(2);
    }
  }

  @Test
  void append_afterClose_fails() {
    var log = open(LARGE);
    log.close();
    assertThatThrownBy(() -> append(log, 1, 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptedThread_doesNotHarmTheLog(boolean fsync) throws IOException {
    try (var log = open(new LogSettings(Long.MAX_VALUE, 1000, fsync))) {
      append(log, 1, 10);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> append(log, 2, 10)).isInstanceOf(IOException.class);
      assertThatThrownBy(log::next).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();
      append(log, 3, 20);
      assertThat(readAll(log)).containsExactly(1, 3);
    }
  }

  @Test
  void open_cutAtEveryByte_hasEveryWholeRecord() throws IOException {
    int[] lengths = {1, 30, 7, 64};
    try (var log = open(LARGE)) {
      for (int i = 0; i < lengths.length; i++) {
        append(log, i + 1, lengths[i]);
      }
    }
    Path file = segments().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      int records = 0;
      int end = SegmentLayout.HEADER_BYTES;
      while (records < lengths.length
          && end + RecordLayout.HEADER_BYTES + lengths[records] <= cut) {
        end += RecordLayout.HEADER_BYTES + lengths[records++];
      }
      listener.tailBytes = 0;
      try (var log = open(LARGE)) {
        assertThat(readAll(log)).as("cut at %d", cut).hasSize(records);
        assertThat(append(log, 99, 5)).isTrue();
        assertThat(readAll(log)).containsExactly(99);
      }
      assertThat(listener.tailBytes).isEqualTo(Math.max(0, cut - end) * (cut > 24 ? 1 : 0));
      for (Path segment : segments()) {
        Files.delete(segment);
      }
    }
    assertThat(listener.lostRecords).isZero();
    assertThat(listener.skippedBytes).isZero();
  }

  @Test
  void open_everyByteDamaged_losesAtMostThatRecord() throws IOException {
    int records = 4;
    try (var log = open(LARGE)) {
      for (int i = 1; i <= records; i++) {
        append(log, i, 40);
      }
    }
    Path file = segments().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int at = SegmentLayout.HEADER_BYTES; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0xFF;
      Files.write(file, damaged);
      int hit = 1 + (at - SegmentLayout.HEADER_BYTES) / 64;
      int within = (at - SegmentLayout.HEADER_BYTES) % 64;
      var expected = new ArrayList<>(List.of(1, 2, 3, 4));
      boolean isHarmless = within >= RecordLayout.STATE_AT && within < RecordLayout.HEADER_BYTES;
      if (!isHarmless) {
        expected.remove(Integer.valueOf(hit));
      }
      try (var log = open(LARGE)) {
        assertThat(readAll(log)).as("damaged at %d", at).isEqualTo(expected);
      }
      for (Path segment : segments()) {
        Files.delete(segment);
      }
    }
    assertThat(listener.lostRecords).as("wrong checksum of the body").isEqualTo(4 * 40);
    assertThat(listener.skippedBytes).as("wrong header").isEqualTo(3 * 20 * 64);
  }

  @Test
  void open_damagedSegmentHeader_isPutAside() throws IOException {
    try (var log = open(new LogSettings(Long.MAX_VALUE, 100, false))) {
      append(log, 1, 60);
      append(log, 2, 60);
    }
    Path file = segments().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    bytes[3] ^= 1;
    Files.write(file, bytes);
    try (var log = open(LARGE)) {
      assertThat(readAll(log)).containsExactly(2);
    }
    assertThat(directory.resolve("0000000000000001.log.damaged")).hasBinaryContent(bytes);
    assertThat(listener.skippedBytes).isEqualTo(bytes.length);
  }

  @Test
  void open_newerFormat_isRefusedAndNothingIsChanged() throws IOException {
    try (var log = open(LARGE)) {
      append(log, 1, 60);
    }
    Path file = segments().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    var header = ByteBuffer.wrap(bytes);
    header.putInt(8, 2);
    var crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, 20);
    header.putInt(20, (int) crc.getValue());
    Files.write(file, bytes);
    assertThatThrownBy(() -> open(LARGE))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("format 2 (expected: <= 1");
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void fsync_reachesTheDeviceWithoutFailure() throws IOException {
    try (var log = open(new LogSettings(Long.MAX_VALUE, 1000, true))) {
      for (int i = 1; i <= 20; i++) {
        append(log, i, 200);
      }
      assertThat(readAll(log)).hasSize(20);
    }
    assertThat(listener.failures).isEmpty();
  }

  /** What the end of a process does: the log's thread is gone, and nothing else happens. */
  private static void endThread(RequestLog log) {
    log.upkeep.close();
  }

  /** Any history of appending, reading, settling and ending without notice, against a model. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void history_keepsWhatIsNotSettled(long seed) throws IOException {
    var random = new Random(seed);
    var settings = new LogSettings(Long.MAX_VALUE, 500, random.nextBoolean());
    Set<Integer> live = new HashSet<>();
    List<LogEntry> inFlight = new ArrayList<>();
    int next = 1;
    var log = open(settings);
    for (int step = 0; step < 2000; step++) {
      int what = random.nextInt(100);
      if (what < 40) {
        append(log, next, 1 + random.nextInt(200));
        live.add(next++);
      } else if (what < 70) {
        var entry = log.next();
        if (entry != null) {
          inFlight.add(entry);
        }
      } else if (what < 98 && !inFlight.isEmpty()) {
        var entry = inFlight.remove(random.nextInt(inFlight.size()));
        log.settle(entry.place());
        live.remove(entry.spans());
      } else if (what >= 98) {
        inFlight.clear();
        if (random.nextBoolean()) {
          log.close();
        } else {
          endThread(log);
        }
        log = open(settings);
        assertThat(log.backlog().records()).isEqualTo(live.size());
      }
    }
    log.close();
    try (var again = open(settings)) {
      assertThat(new HashSet<>(readAll(again))).isEqualTo(live);
    }
    assertThat(listener.lostRecords).isZero();
    assertThat(listener.failures).isEmpty();
  }
}
