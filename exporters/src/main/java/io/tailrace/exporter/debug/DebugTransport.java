// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import io.tailrace.component.ComponentContext;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.exporter.sending.PreparedRequest;
import io.tailrace.exporter.sending.SpanTransport;
import io.tailrace.otlp.SpanBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;

/** Prints batches. Runs on the exporter's one worker. */
final class DebugTransport implements SpanTransport {

  private final DebugExporterConfig config;
  private final Logger log;
  private final List<OutputStream> consoles;
  private final MessageSampler sampler;

  DebugTransport(
      DebugExporterConfig config, ComponentContext context, List<OutputStream> consoles) {
    this.config = config;
    this.consoles = List.copyOf(consoles);
    log = context.logger();
    sampler =
        new MessageSampler(config.samplingInitial(), config.samplingThereafter(), context.clock());
  }

  @Override
  public void start() {}

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    return new Request(sampler.next() ? text(batch) : "");
  }

  private String text(SpanBatch batch) {
    String counts = TraceText.counts(batch);
    return switch (config.verbosity()) {
      case BASIC -> counts;
      case NORMAL -> counts + "\n" + new TraceText().lines(batch);
      case DETAILED -> counts + "\n" + new TraceText().everything(batch);
    };
  }

  @Override
  public boolean refusesBatches() {
    return false;
  }

  @Override
  public void close() {}

  private final class Request implements PreparedRequest {

    private final String text;

    Request(String text) {
      this.text = text;
    }

    @Override
    public int retainedBytes() {
      return text.length();
    }

    @Override
    public CompletionStage<ExportOutcome> send() {
      return CompletableFuture.completedFuture(print());
    }

    private ExportOutcome print() {
      if (text.isEmpty()) {
        return ExportOutcome.ACCEPTED;
      }
      if (config.useInternalLogger()) {
        log.info("{}", text);
        return ExportOutcome.ACCEPTED;
      }
      byte[] line = (text.stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8);
      try {
        for (OutputStream console : consoles) {
          console.write(line);
          console.flush();
        }
        return ExportOutcome.ACCEPTED;
      } catch (IOException e) {
        return new ExportOutcome.Permanent("cannot print: " + e.getMessage());
      }
    }
  }
}
