// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.file;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.exporter.encoding.OtlpJson;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.exporter.sending.SpanTransport;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes messages to a file: JSON lines, or with a big-endian length of four bytes before each
 * (Protocol Buffers, and everything compressed), as the collector does.
 *
 * <p>Messages gather for {@code flush_interval} or until there are {@link #MAX_HELD_BYTES} of them,
 * and are accepted only when the file has them all. What could be written only in part is cut off
 * again, so that the file always ends with a whole message.
 */
final class FileTransport implements SpanTransport {

  private static final int MAX_HELD_BYTES = 1 << 20;

  private final FileExporterConfig config;
  private final ComponentContext context;
  private final Compressor compressor;
  private final RotatingFile file;
  private final ExecutorService writer;
  private final List<Request> held = new ArrayList<>();
  private long heldBytes;
  private boolean isDraining;

  FileTransport(FileExporterConfig config, ComponentContext context) {
    this.config = config;
    this.context = context;
    var compression = config.zstd() ? Compression.ZSTD : Compression.NONE;
    compressor = new Compressor(compression, compression.defaultLevel(), ByteArrays.UNPOOLED);
    file = new RotatingFile(config, context.clock());
    var pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tailrace-file-" + context.id()).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    writer = pool;
  }

  @Override
  public void start() {
    try {
      file.open();
    } catch (IOException e) {
      throw new ComponentException(
          "path: cannot write "
              + config.path()
              + ": "
              + describe(e)
              + (config.directoryPermissions().isEmpty()
                  ? " (expected: a writable file in a directory that exists, or"
                      + " create_directory: true)"
                  : ""),
          e);
    }
  }

  private static String describe(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    byte[] message = config.json() ? OtlpJson.write(batch) : compressor.compress(batch).toArray();
    if (config.json() && config.zstd()) {
      message = compressor.compress(message, 0, message.length).toArray();
    }
    return new Request(framed(message));
  }

  private byte[] framed(byte[] message) {
    if (config.json() && !config.zstd()) {
      return ByteBuffer.allocate(message.length + 1).put(message).put((byte) '\n').array();
    }
    return ByteBuffer.allocate(message.length + 4).putInt(message.length).put(message).array();
  }

  private synchronized void hold(Request request) {
    held.add(request);
    heldBytes += request.framed.length;
    if (isDraining || config.flushInterval().isZero() || heldBytes >= MAX_HELD_BYTES) {
      flushSoon();
    } else if (held.size() == 1) {
      context.clock().schedule(config.flushInterval(), this::flushSoon);
    }
  }

  private void flushSoon() {
    try {
      writer.execute(this::flush);
    } catch (RejectedExecutionException _) {
      take().forEach(r -> r.outcome.complete(new ExportOutcome.Permanent("the file is closed")));
    }
  }

  private synchronized List<Request> take() {
    var taken = List.copyOf(held);
    held.clear();
    heldBytes = 0;
    return taken;
  }

  /** Runs on the writer. */
  private void flush() {
    for (Request request : take()) {
      try {
        file.write(request.framed);
        request.outcome.complete(ExportOutcome.ACCEPTED);
      } catch (IOException e) {
        request.outcome.complete(
            new ExportOutcome.Permanent("cannot write " + config.path() + ": " + describe(e)));
      }
    }
  }

  @Override
  public void drain() {
    synchronized (this) {
      isDraining = true;
    }
    flushSoon();
  }

  @Override
  public boolean refusesBatches() {
    return false;
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(1, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      file.close();
    } catch (IOException e) {
      context.logger().warn("closing {} failed: {}", config.path(), describe(e));
    }
    compressor.close();
  }

  private final class Request implements PreparedRequest {

    private final byte[] framed;
    private final CompletableFuture<ExportOutcome> outcome = new CompletableFuture<>();

    Request(byte[] framed) {
      this.framed = framed;
    }

    @Override
    public int retainedBytes() {
      return framed.length;
    }

    @Override
    public CompletionStage<ExportOutcome> send() {
      hold(this);
      return outcome;
    }
  }
}
