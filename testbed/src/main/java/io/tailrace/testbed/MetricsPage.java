// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The own metrics of a collector at one moment: Prometheus text, summed over labels; names without
 * {@code otelcol_} and {@code _total}.
 *
 * @param values by name
 */
record MetricsPage(Map<String, Double> values) {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Pattern SAMPLE =
      Pattern.compile("(?:otelcol_)?([a-zA-Z_:][\\w:]*?)(?:_total)?(?:\\{.*\\})? (\\S+)(?: \\d+)?");

  MetricsPage {
    values = Map.copyOf(values);
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
      return new MetricsPage(Map.of());
    }
  }

  static MetricsPage parse(String text) {
    var sums = new TreeMap<String, Double>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(m -> sums.merge(m.group(1), Double.parseDouble(m.group(2)), Double::sum));
    return new MetricsPage(sums);
  }

  /** A value; 0 if there is none. */
  double value(String name) {
    Double value = values.get(name);
    return value == null ? 0 : value;
  }

  /** Whether there is a value of this name. */
  boolean has(String name) {
    return values.containsKey(name);
  }
}
