// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Writes metrics in the Prometheus text format 0.0.4. Families stand in the order of their names,
 * series in the order of their labels.
 */
final class TextExposition {

  /** The media type of what {@link #write} gives. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String SCOPE = "io.tailrace";

  private final MetricRegistry registry;
  private final ExpositionStyle style;
  private final MetricLevel level;
  private final List<Label> constantLabels;
  private final List<Label> resourceLabels;

  /**
   * Makes a writer.
   *
   * @param resource the attributes of {@code target_info}, such as {@code service.name}
   */
  TextExposition(
      MetricRegistry registry,
      ExpositionStyle style,
      MetricLevel level,
      Map<String, String> resource) {
    this.registry = registry;
    this.style = style;
    this.level = level;
    this.resourceLabels = labels(resource, _ -> true);
    this.constantLabels = constantLabels(resource);
  }

  private List<Label> constantLabels(Map<String, String> resource) {
    List<Label> labels = new ArrayList<>();
    style.resourceLabels().ifPresent(r -> labels.addAll(labels(resource, r::chooses)));
    if (!style.withoutScopeInfo()) {
      labels.add(new Label("otel_scope_name", SCOPE));
      labels.add(new Label("otel_scope_version", resource.getOrDefault("service.version", "")));
    }
    return labels;
  }

  private static List<Label> labels(Map<String, String> resource, Predicate<String> chosen) {
    return resource.entrySet().stream()
        .filter(e -> chosen.test(e.getKey()))
        .map(e -> new Label(PrometheusName.sanitize(e.getKey()), e.getValue()))
        .sorted(Comparator.comparing(Label::name))
        .toList();
  }

  /** All metrics of the level, as they are now. */
  String write() {
    var out = new StringBuilder(16 * 1024);
    for (Family family : registry.families()) {
      if (level.includes(family.spec().level())) {
        writeFamily(out, family);
      }
    }
    writeHead(out, "target_info", "Target metadata", "gauge");
    writeSeries(out, "target_info", render(resourceLabels), "1");
    return out.toString();
  }

  private void writeFamily(StringBuilder out, Family family) {
    String name = PrometheusName.of(family.spec(), family.kind(), style);
    Map<String, Object> series = new TreeMap<>();
    family.forEach((labels, value) -> series.put(render(all(labels)), value));
    if (series.isEmpty()) {
      return;
    }
    writeHead(out, name, family.spec().description(), type(family.kind()));
    series.forEach(
        (labels, value) -> {
          switch (value) {
            case Counter counter -> writeSeries(out, name, labels, Long.toString(counter.value()));
            case DoubleSupplier supplier ->
                writeSeries(out, name, labels, number(supplier.getAsDouble()));
            case Distribution distribution -> writeHistogram(out, name, labels, distribution);
            default -> throw new IllegalStateException("metric " + name + ": " + value.getClass());
          }
        });
  }

  private List<Label> all(List<Label> labels) {
    List<Label> all = new ArrayList<>(labels);
    all.addAll(constantLabels);
    return all;
  }

  private static String type(MetricRegistry.Kind kind) {
    return switch (kind) {
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case HISTOGRAM -> "histogram";
    };
  }

  private static void writeHead(StringBuilder out, String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ');
    escape(out, help, false);
    out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void writeSeries(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static void writeHistogram(
      StringBuilder out, String name, String labels, Distribution distribution) {
    String comma = labels.isEmpty() ? "" : ",";
    long[] counts = distribution.cumulativeCounts();
    double[] bounds = distribution.bounds();
    for (int i = 0; i < counts.length; i++) {
      String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
      writeSeries(
          out, name + "_bucket", labels + comma + "le=\"" + bound + '"', Long.toString(counts[i]));
    }
    writeSeries(out, name + "_sum", labels, number(distribution.sum()));
    writeSeries(out, name + "_count", labels, Long.toString(counts[counts.length - 1]));
  }

  private static String render(List<Label> labels) {
    var out = new StringBuilder();
    for (Label label : labels) {
      out.append(out.isEmpty() ? "" : ",").append(PrometheusName.sanitize(label.name()));
      out.append("=\"");
      escape(out, label.value(), true);
      out.append('"');
    }
    return out.toString();
  }

  private static void escape(StringBuilder out, String text, boolean quotes) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '"' -> out.append(quotes ? "\\\"" : "\"");
        default -> out.append(c);
      }
    }
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    long whole = (long) value;
    return whole == value && Math.abs(value) < 1L << 53
        ? Long.toString(whole)
        : Double.toString(value);
  }
}
