// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The own metrics of a collector at one moment, as Prometheus text has them.
 *
 * @param series all of them
 */
record MetricsPage(List<Series> series) {

  /**
   * One series.
   *
   * @param name without {@code otelcol_} and {@code _total}
   * @param labels as written, with braces; empty if there are none
   * @param value its value
   */
  record Series(String name, String labels, double value) {}

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Pattern SAMPLE =
      Pattern.compile("(?:otelcol_)?([a-zA-Z_:][\\w:]*?)(?:_total)?(\\{.*\\})? (\\S+)(?: \\d+)?");

  MetricsPage {
    series = List.copyOf(series);
  }

  /** Reads {@code http://127.0.0.1:port/metrics}; empty if it cannot be read. */
  static MetricsPage fetch(int port) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
              .timeout(LIMIT)
              .build();
      return parse(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return new MetricsPage(List.of());
    }
  }

  static MetricsPage parse(String text) {
    return new MetricsPage(
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(SAMPLE::matcher)
            .filter(Matcher::matches)
            .map(
                m ->
                    new Series(
                        m.group(1), m.group(2) == null ? "" : m.group(2), number(m.group(3))))
            .toList());
  }

  /** The sum of the series of this name; 0 if there are none. */
  double value(String name) {
    return value(name, "");
  }

  /**
   * The sum of the series of this name that carry a label; 0 if there are none.
   *
   * @param label as written: {@code reason="evicted"}
   */
  double value(String name, String label) {
    return series.stream()
        .filter(s -> s.name().equals(name) && s.labels().contains(label))
        .mapToDouble(Series::value)
        .sum();
  }

  /** Whether there is a series of this name. */
  boolean has(String name) {
    return series.stream().anyMatch(s -> s.name().equals(name));
  }

  /** A value as Prometheus writes it: {@code +Inf} where Java says {@code Infinity}. */
  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }
}
