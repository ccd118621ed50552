// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The Prometheus text format 0.0.4, read strictly: whatever the format does not allow is an
 * AssertionError, also what Prometheus itself would let pass.
 */
public final class ScrapedMetrics {

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, String> help = new LinkedHashMap<>();
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Set<String> closedFamilies = new HashSet<>();
  private String family = "";

  private ScrapedMetrics() {}

  /** Reads a scrape. */
  public static ScrapedMetrics parse(String text) {
    var scraped = new ScrapedMetrics();
    require(text.endsWith("\n"), "the last line has no line feed");
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      scraped.line(line);
    }
    scraped.checkHistograms();
    return scraped;
  }

  /** The value of a series, {@code name{label="value"}} with labels sorted by name. */
  public Double value(String series) {
    return values.get(series);
  }

  /** The type of each family. */
  public Map<String, String> types() {
    return types;
  }

  /** The help text of each family, without escapes. */
  public Map<String, String> help() {
    return help;
  }

  private void line(String line) {
    if (line.startsWith("# HELP ")) {
      String[] parts = line.substring(7).split(" ", 2);
      require(parts[0].matches("[a-zA-Z_:][a-zA-Z0-9_:]*"), "name: " + line);
      require(closedFamilies.add(parts[0]), "family twice: " + line);
      family = parts[0];
      help.put(family, unescape(parts[1], false));
    } else if (line.startsWith("# TYPE ")) {
      String[] parts = line.substring(7).split(" ", -1);
      require(parts.length == 2 && parts[0].equals(family), "TYPE not behind HELP: " + line);
      require(Set.of("counter", "gauge", "histogram").contains(parts[1]), "type: " + line);
      require(types.put(family, parts[1]) == null, "TYPE twice: " + line);
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    int brace = line.indexOf('{');
    int nameEnd = brace >= 0 ? brace : line.indexOf(' ');
    String name = line.substring(0, nameEnd);
    boolean isHistogram = "histogram".equals(types.get(family));
    String suffix = isHistogram ? "(_bucket|_sum|_count)" : "";
    require(name.matches(java.util.regex.Pattern.quote(family) + suffix), "family: " + line);
    int at = nameEnd;
    Map<String, String> labels = new TreeMap<>();
    if (brace >= 0) {
      at = labels(line, brace + 1, labels);
    }
    require(line.charAt(at) == ' ', "no space before the value: " + line);
    double value = number(line.substring(at + 1));
    require(!"counter".equals(types.get(family)) || value >= 0, "negative counter: " + line);
    require(values.put(series(name, labels), value) == null, "series twice: " + line);
  }

  private static int labels(String line, int start, Map<String, String> labels) {
    int at = start;
    while (true) {
      int equals = line.indexOf("=\"", at);
      String label = line.substring(at, equals);
      require(label.matches("[a-zA-Z_][a-zA-Z0-9_]*"), "label: " + line);
      int end = equals + 2;
      while (line.charAt(end) != '"') {
        end += line.charAt(end) == '\\' ? 2 : 1;
      }
      String value = unescape(line.substring(equals + 2, end), true);
      require(labels.put(label, value) == null, "label twice: " + line);
      at = end + 1;
      if (line.charAt(at) == '}') {
        return at + 1;
      }
      require(line.charAt(at) == ',', "no comma between labels: " + line);
      at++;
    }
  }

  private static String series(String name, Map<String, String> labels) {
    List<String> parts = new ArrayList<>();
    labels.forEach((k, v) -> parts.add(k + "=\"" + v + "\""));
    return parts.isEmpty() ? name : name + "{" + String.join(",", parts) + "}";
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private static String unescape(String text, boolean quotes) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case '\\' -> out.append('\\');
        case '"' -> {
          require(quotes, "escaped quote: " + text);
          out.append('"');
        }
        default -> throw new AssertionError("escape: " + text);
      }
    }
    return out.toString();
  }

  private void checkHistograms() {
    String previous = "";
    double last = 0;
    for (var entry : values.entrySet()) {
      String series = entry.getKey();
      if (!series.contains("le=\"")) {
        previous = "";
        continue;
      }
      String group = series.replaceFirst("le=\"[^\"]*\"", "");
      require(!group.equals(previous) || entry.getValue() >= last, "buckets fall: " + series);
      if (series.contains("le=\"+Inf\"")) {
        String count =
            series
                .replaceFirst("le=\"\\+Inf\",?", "")
                .replace(",}", "}")
                .replace("_bucket{}", "_count")
                .replace("_bucket{", "_count{");
        require(entry.getValue().equals(values.get(count)), "count is not +Inf: " + series);
      }
      previous = group;
      last = entry.getValue();
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }
}
