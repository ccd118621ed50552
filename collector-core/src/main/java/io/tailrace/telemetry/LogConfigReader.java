// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import io.tailrace.config.ConfigNode;
import io.tailrace.telemetry.log.LogConfig;
import io.tailrace.telemetry.log.LogConfig.Encoding;
import io.tailrace.telemetry.log.LogConfig.Sampling;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/** Reads {@code service::telemetry::logs}, with the collector's keys and defaults. */
final class LogConfigReader {

  private static final Map<String, Level> LEVELS =
      Map.of("debug", Level.DEBUG, "info", Level.INFO, "warn", Level.WARN, "error", Level.ERROR);
  private static final Map<String, Encoding> ENCODINGS =
      Map.of("console", Encoding.CONSOLE, "json", Encoding.JSON);

  private LogConfigReader() {}

  static LogConfig read(ConfigNode node) {
    LogConfig defaults = LogConfig.DEFAULT;
    TelemetryConfig.reject(node, "processors");
    return new LogConfig(
        TelemetryConfig.word(node, "level", LEVELS, defaults.level()),
        node.bool("development", false),
        TelemetryConfig.word(node, "encoding", ENCODINGS, defaults.encoding()),
        !node.bool("disable_caller", false),
        !node.bool("disable_stacktrace", false),
        sampling(node.child("sampling")),
        node.strings("output_paths", defaults.outputPaths()),
        node.strings("error_output_paths", defaults.errorOutputPaths()),
        node.stringMap("initial_fields"));
  }

  private static Optional<Sampling> sampling(ConfigNode node) {
    Sampling defaults = Sampling.DEFAULT;
    boolean enabled = node.bool("enabled", true);
    Duration tick = node.duration("tick", defaults.tick());
    if (enabled && tick.toMillis() < 1) {
      node.error("tick", tick + " (expected: >= 1ms, or enabled: false)");
    }
    long initial = node.integer("initial", defaults.initial(), 0, Long.MAX_VALUE);
    long thereafter = node.integer("thereafter", defaults.thereafter(), 0, Long.MAX_VALUE);
    return enabled ? Optional.of(new Sampling(tick, initial, thereafter)) : Optional.empty();
  }
}
