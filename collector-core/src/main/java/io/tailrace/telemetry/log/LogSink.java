// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Encodes, samples and writes entries as one configuration says. Thread-safe. */
final class LogSink implements AutoCloseable {

  private final LogConfig config;
  private final Encoder encoder;
  private final @Nullable Sampler sampler;
  private final List<Output> outputs;
  private final List<Output> errorOutputs;
  private boolean failing;

  /**
   * Opens the outputs.
   *
   * @throws io.tailrace.component.ComponentException if one cannot be opened; none stays open then
   */
  LogSink(LogConfig config) {
    this.config = config;
    encoder = new Encoder(config);
    sampler = config.sampling().map(Sampler::new).orElse(null);
    List<Output> opened = new ArrayList<>();
    try {
      config.outputPaths().forEach(path -> opened.add(Output.open(path)));
      outputs = List.copyOf(opened);
      config.errorOutputPaths().forEach(path -> opened.add(Output.open(path)));
      errorOutputs = List.copyOf(opened.subList(outputs.size(), opened.size()));
    } catch (RuntimeException e) {
      opened.forEach(Output::close);
      throw e;
    }
  }

  boolean isEnabled(Level level) {
    return level.toInt() >= config.level().toInt();
  }

  /**
   * Writes an entry unless sampling leaves it out.
   *
   * @param template the message before its arguments were put in place: what sampling goes by
   */
  void write(Entry entry, String template) {
    if (sampler == null || sampler.admits(entry.level(), template, entry.unixMillis())) {
      writeLine(encoder.encode(entry).getBytes(StandardCharsets.UTF_8));
    }
  }

  private synchronized void writeLine(byte[] line) {
    boolean failed = false;
    for (Output output : outputs) {
      try {
        output.write(line);
      } catch (IOException e) {
        failed = true;
        reportFailure(output, e);
      }
    }
    failing = failed;
  }

  /** Says once that logs are lost, until writing works again. */
  private void reportFailure(Output output, IOException cause) {
    if (failing) {
      return;
    }
    byte[] report =
        ("cannot write logs to " + output.path() + ": " + cause + "\n")
            .getBytes(StandardCharsets.UTF_8);
    for (Output errorOutput : errorOutputs) {
      try {
        errorOutput.write(report);
      } catch (IOException _) {
        // there is no further place to say it
      }
    }
  }

  @Override
  public synchronized void close() {
    outputs.forEach(Output::close);
    errorOutputs.forEach(Output::close);
  }
}
