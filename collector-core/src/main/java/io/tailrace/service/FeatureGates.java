// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.config.ConfigException;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.Position;
import io.tailrace.config.Spelling;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Behaviour that is switched on with {@code --feature-gates}, under the collector's names. */
public final class FeatureGates {

  private static final Map<String, String> KNOWN =
      Map.of(
          "processor.tailsamplingprocessor.usetracestate",
          "take the sampling threshold from, and write it to, the W3C tracestate of spans");

  /** Gates of the collector that have an option in their place, by what they begin with. */
  private static final Map<String, String> REPLACED =
      Map.of(
          "pkg.translator.zipkin.",
          "the option semantic_conventions of the receiver zipkin: default, legacy or stable");

  private FeatureGates() {}

  /**
   * The gates that are on.
   *
   * @param lists as on the command line: {@code +a,-b,c}; the last word on a gate counts
   * @throws ConfigException if there is no such gate
   */
  public static Set<String> parse(List<String> lists) {
    Set<String> on = new HashSet<>();
    lists.stream()
        .flatMap(list -> Arrays.stream(list.split(",", -1)))
        .map(String::strip)
        .filter(gate -> !gate.isEmpty())
        .forEach(gate -> apply(gate, on));
    return on;
  }

  private static void apply(String gate, Set<String> on) {
    boolean signed = gate.startsWith("+") || gate.startsWith("-");
    String name = signed ? gate.substring(1) : gate;
    for (Map.Entry<String, String> replaced : REPLACED.entrySet()) {
      if (name.startsWith(replaced.getKey())) {
        throw refused(name + " is not supported (expected: " + replaced.getValue() + ")");
      }
    }
    if (!KNOWN.containsKey(name)) {
      String message =
          "no gate "
              + name
              + " (expected: "
              + String.join(", ", KNOWN.keySet())
              + ")"
              + Spelling.suggestion(name, KNOWN.keySet());
      throw refused(message);
    }
    if (gate.startsWith("-")) {
      on.remove(name);
    } else {
      on.add(name);
    }
  }

  private static ConfigException refused(String message) {
    return new ConfigException(
        List.of(new ConfigProblem(Position.of("--feature-gates"), "", message)));
  }
}
