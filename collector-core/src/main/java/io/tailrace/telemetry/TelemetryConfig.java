// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import io.tailrace.config.ConfigNode;
import io.tailrace.telemetry.log.LogConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The collector's {@code service::telemetry}: its own metrics and logs.
 *
 * @param level how much is exposed
 * @param readers where metrics are served; empty if the level is {@link MetricLevel#NONE}
 * @param logs how logs are written
 * @param resource attributes that replace or join the automatic ones; an empty value takes one away
 */
public record TelemetryConfig(
    MetricLevel level, List<Reader> readers, LogConfig logs, Map<String, String> resource) {

  /** What holds if nothing is configured. */
  public static final TelemetryConfig DEFAULT =
      new TelemetryConfig(MetricLevel.NORMAL, List.of(Reader.DEFAULT), LogConfig.DEFAULT, Map.of());

  private static final Map<String, MetricLevel> LEVELS =
      Map.of(
          "none", MetricLevel.NONE,
          "basic", MetricLevel.BASIC,
          "normal", MetricLevel.NORMAL,
          "detailed", MetricLevel.DETAILED);

  private static final String NOT_SUPPORTED = "not supported (expected: absent)";

  public TelemetryConfig {
    readers = level == MetricLevel.NONE ? List.of() : List.copyOf(readers);
    resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
  }

  /**
   * A place where Prometheus scrapes.
   *
   * @param host the address to listen on
   * @param port the TCP port; 0 for any
   */
  public record Reader(String host, int port, ExpositionStyle style) {

    /** The collector's own. */
    public static final Reader DEFAULT = new Reader("localhost", 8888, ExpositionStyle.DEFAULT);
  }

  /**
   * Reads {@code service::telemetry}. What is wrong is reported to the node; {@link
   * ConfigNode#finish} is left to the caller.
   */
  public static TelemetryConfig parse(ConfigNode node) {
    ConfigNode metrics = node.child("metrics");
    MetricLevel level = word(metrics, "level", LEVELS, DEFAULT.level());
    List<Reader> readers = readers(metrics, level);
    rejectTraces(node.child("traces"));
    return new TelemetryConfig(
        level, readers, LogConfigReader.read(node.child("logs")), resource(node.child("resource")));
  }

  /** One of some words, in any case, as the collector reads levels. */
  static <T> T word(ConfigNode node, String key, Map<String, T> words, T defaultValue) {
    Optional<String> text = node.optionalString(key);
    if (text.isEmpty()) {
      return defaultValue;
    }
    T value = words.get(text.get().toLowerCase(Locale.ROOT));
    if (value == null) {
      String expected = String.join(", ", words.keySet().stream().sorted().toList());
      node.error(key, text.get() + " (expected: one of " + expected + ")");
      return defaultValue;
    }
    return value;
  }

  private static List<Reader> readers(ConfigNode metrics, MetricLevel level) {
    if (metrics.has("address")) {
      metrics.error(
          "address",
          "removed from the collector in v0.123 (expected: readers: [{pull: {exporter: {prometheus:"
              + " {host: ..., port: ...}}}}])");
    }
    reject(metrics, "views");
    if (!metrics.has("readers")) {
      return List.of(Reader.DEFAULT);
    }
    List<Reader> readers = metrics.children("readers").stream().map(r -> reader(r)).toList();
    if (readers.isEmpty() && level != MetricLevel.NONE) {
      metrics.error("readers", "empty (expected: at least one reader, or level: none)");
    }
    return readers;
  }

  private static Reader reader(ConfigNode node) {
    reject(node, "periodic");
    ConfigNode pull = node.child("pull");
    if (!pull.isPresent() && !node.has("periodic")) {
      node.error("", "no reader (expected: pull: {exporter: {prometheus: ...}})");
    }
    ConfigNode prometheus = pull.child("exporter").child("prometheus");
    if (pull.isPresent() && !prometheus.isPresent()) {
      pull.error("exporter", "none that is known (expected: prometheus)");
    }
    return new Reader(
        prometheus.string("host", Reader.DEFAULT.host()),
        (int) prometheus.integer("port", Reader.DEFAULT.port(), 0, 65_535),
        new ExpositionStyle(
            prometheus.bool("without_scope_info", true),
            prometheus.bool("without_units", true),
            prometheus.bool("without_type_suffix", true),
            resourceLabels(prometheus)));
  }

  private static Optional<ExpositionStyle.ResourceLabels> resourceLabels(ConfigNode prometheus) {
    if (!prometheus.has("with_resource_constant_labels")) {
      return Optional.empty();
    }
    ConfigNode labels = prometheus.child("with_resource_constant_labels");
    return Optional.of(
        new ExpositionStyle.ResourceLabels(
            labels.strings("included", List.of()), labels.strings("excluded", List.of())));
  }

  /** Both forms: a mapping of names to values, and the declarative list {@code attributes}. */
  private static Map<String, String> resource(ConfigNode node) {
    Map<String, String> resource = new LinkedHashMap<>();
    for (String key : node.keys()) {
      if (key.equals("attributes")) {
        for (ConfigNode attribute : node.children(key)) {
          resource.put(attribute.string("name", ""), attribute.string("value", ""));
        }
      } else {
        resource.put(key, node.string(key, ""));
      }
    }
    return resource;
  }

  private static void rejectTraces(ConfigNode traces) {
    if (word(traces, "level", LEVELS, MetricLevel.NONE) != MetricLevel.NONE) {
      traces.error("level", "traces of the collector itself are not supported (expected: none)");
    }
    for (String key : traces.keys()) {
      if (!key.equals("level")) {
        reject(traces, key);
      }
    }
  }

  static void reject(ConfigNode node, String key) {
    if (node.has(key)) {
      node.error(key, NOT_SUPPORTED);
    }
  }
}
