// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.storage.LogListener;
import io.tailrace.exporter.storage.LogSettings;
import io.tailrace.exporter.storage.RequestLog;
import io.tailrace.memory.ArrayPool;
import io.tailrace.memory.MemoryBudget;
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
 * The way out, per span: four batches as the tail sampler makes them, glued together, looked
 * through for invalid strings, compressed, and given back as after the backend's answer; and a
 * batch through the log of a persistent queue, in and out again. {@code -prof gc} shows that the
 * arrays are used again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SendingBenchmark {

  private static final int BATCHES = 32;
  private static final int GLUED = 4;
  private static final long MIB = 1 << 20;

  private final List<SpanBatch> batches = new ArrayList<>();
  private final ArrayPool arrays = new MemoryBudget(1L << 30).arrays();
  private final Compressor none = new Compressor(Compression.NONE, 1, arrays);
  private final Compressor gzip =
      new Compressor(Compression.GZIP, Compression.GZIP.defaultLevel(), arrays);
  private final Compressor zstd =
      new Compressor(Compression.ZSTD, Compression.ZSTD.defaultLevel(), arrays);
  private final Path directory = temporaryDirectory();
  private final RequestLog log =
      RequestLog.open(
          directory, new LogSettings(256 * MIB, 16 * MIB, false), new Silent(), arrays, "jmh");
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

  private int send(Compressor compressor) {
    next = (next + GLUED) % BATCHES;
    var parts = new ArrayList<SpanBatch>(GLUED);
    for (SpanBatch batch : batches.subList(next, next + GLUED)) {
      parts.add(sampled(batch));
    }
    var glued = SpanBatch.concat(parts, arrays);
    var body = compressor.compress(Utf8Repair.repair(glued).batch());
    int length = body.length();
    body.release();
    glued.release();
    return length;
  }

  /** What the tail sampler does when it writes out traces: a copy in an array of the pool. */
  private SpanBatch sampled(SpanBatch batch) {
    byte[] copy = arrays.take(batch.length());
    System.arraycopy(batch.bytes(), batch.offset(), copy, 0, batch.length());
    return SpanBatch.pooled(copy, batch.length(), batch.spanCount(), arrays);
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS * GLUED)
  public int sendUncompressed() {
    return send(none);
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS * GLUED)
  public int sendGzip() {
    return send(gzip);
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS * GLUED)
  public int sendZstd() {
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
        arrays.give(entry.bytes());
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
