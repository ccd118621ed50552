// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * How logs are written: the collector's {@code service::telemetry::logs}.
 *
 * @param level the least level that is written
 * @param development stack traces from WARN on, not only from ERROR on
 * @param encoding the form of a line
 * @param nameShown whether lines name the logger, where the collector names the calling line
 * @param stackTraces whether errors come with a stack trace
 * @param sampling how repeated messages are thinned out; empty to write all
 * @param outputPaths {@code stderr}, {@code stdout} or files that are appended to
 * @param errorOutputPaths where failures to write logs are reported
 * @param initialFields what is added to every line
 */
public record LogConfig(
    Level level,
    boolean development,
    Encoding encoding,
    boolean nameShown,
    boolean stackTraces,
    Optional<Sampling> sampling,
    List<String> outputPaths,
    List<String> errorOutputPaths,
    Map<String, String> initialFields) {

  /** The collector's defaults. */
  public static final LogConfig DEFAULT =
      new LogConfig(
          Level.INFO,
          false,
          Encoding.CONSOLE,
          true,
          true,
          Optional.of(Sampling.DEFAULT),
          List.of("stderr"),
          List.of("stderr"),
          Map.of());

  public LogConfig {
    outputPaths = List.copyOf(outputPaths);
    errorOutputPaths = List.copyOf(errorOutputPaths);
    initialFields = Collections.unmodifiableMap(new LinkedHashMap<>(initialFields));
  }

  /** The form of a line. */
  public enum Encoding {
    /** Columns with tabs between them. */
    CONSOLE,
    /** One JSON object a line. */
    JSON
  }

  /**
   * Within every {@code tick}, the first {@code initial} lines with one message are written, then
   * every {@code thereafter}-th.
   *
   * @param thereafter 0 to write none after the initial ones
   */
  public record Sampling(Duration tick, long initial, long thereafter) {

    /** The collector's default. */
    public static final Sampling DEFAULT = new Sampling(Duration.ofSeconds(10), 10, 100);
  }
}
