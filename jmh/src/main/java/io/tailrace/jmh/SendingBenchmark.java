// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.storage.LogListener;
import io.tailrace.exporter.storage.LogSettings;
import io.tailrace.exporter.storage.RequestLog;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.Utf8Repair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The way out, per span: four batches glued together, looked through for invalid strings and
 * compressed; and a batch through the log of a persistent queue, in and out again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SendingBenchmark {

  private static final int BATCHES = 32;
  private static final int GLUED = 4;
  private static final long MIB = 1 << 20;

  private final List<SpanBatch> batches = new ArrayList<>();
  private final Compressor none = new Compressor(Compression.NONE, 1);
  private final Compressor gzip = new Compressor(Compression.GZIP, 1);
  private final Compressor zstd = new Compressor(Compression.ZSTD, 1);
  private final Path directory = temporaryDirectory();
  private final RequestLog log =
      RequestLog.open(directory, new LogSettings(256 * MIB, 16 * MIB, false), new Silent(), "jmh");
  private int next;

  /** Makes batches and an empty log. */
  public SendingBenchmark() {
    var traffic = new Traffic();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(SpanBatch.owned(traffic.request(), Traffic.SPANS));
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("tailrace-jmh");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the log. */
  @TearDown
  public void deleteLog() throws IOException {
    log.close();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private byte[] send(Compressor compressor) {
    next = (next + GLUED) % BATCHES;
    var glued = SpanBatch.concat(batches.subList(next, next + GLUED));
    var sound = Utf8Repair.repair(glued).batch();
    return compressor.compress(sound.bytes(), sound.offset(), sound.length());
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS * GLUED)
  public byte[] sendUncompressed() {
    return send(none);
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS * GLUED)
  public byte[] sendGzip() {
    return send(gzip);
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS * GLUED)
  public byte[] sendZstd() {
    return send(zstd);
  }

  /** Appends; what was appended is read and settled when there are 64 of them. */
  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public boolean appendReadSettle() throws IOException {
    next = (next + 1) % BATCHES;
    var batch = batches.get(next);
    if (log.backlog().records() == 64) {
      for (var entry = log.next(); entry != null; entry = log.next()) {
        log.settle(entry.place());
      }
    }
    return log.append(batch.bytes(), batch.offset(), batch.length(), batch.spanCount());
  }

  /** A listener to which nothing may be said. */
  private static final class Silent implements LogListener {

    @Override
    public void lost(long records, long spans, long bytes) {
      throw new IllegalStateException("lost");
    }

    @Override
    public void skipped(String file, long bytes, boolean isTail) {
      throw new IllegalStateException("skipped");
    }

    @Override
    public void failed(String what, IOException cause) {
      throw new IllegalStateException(what, cause);
    }
  }
}
