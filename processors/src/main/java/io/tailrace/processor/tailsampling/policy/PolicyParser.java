// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

import io.tailrace.config.ConfigNode;
import io.tailrace.otlp.SpanIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code policies} with the keys of the collector's {@code tail_sampling} processor. */
public final class PolicyParser {

  private static final Map<String, Integer> STATUS_CODES =
      Map.of(
          "UNSET",
          SpanIndex.STATUS_UNSET,
          "OK",
          SpanIndex.STATUS_OK,
          "ERROR",
          SpanIndex.STATUS_ERROR);

  private static final List<String> TYPES =
      List.of("always_sample", "latency", "probabilistic", "status_code");

  /** Types that the collector has and Tailrace has not. */
  private static final Set<String> TYPES_ELSEWHERE =
      Set.of(
          "and",
          "boolean_attribute",
          "bytes_limiting",
          "composite",
          "drop",
          "not",
          "numeric_attribute",
          "ottl_condition",
          "rate_limiting",
          "span_count",
          "string_attribute",
          "trace_flags",
          "trace_state");

  private PolicyParser() {}

  /**
   * The policies of a processor in the order of the file; what is wrong is reported to the nodes.
   */
  public static List<PolicyConfig> parse(ConfigNode processor) {
    var policies = new ArrayList<PolicyConfig>();
    var names = new HashSet<String>();
    for (ConfigNode node : processor.children("policies")) {
      String name = node.string("name", "");
      if (name.isEmpty()) {
        node.error("name", "policy name cannot be empty");
      } else if (!names.add(name)) {
        node.error("name", "duplicate policy name \"" + name + "\" (expected: unique names)");
      }
      policy(node, name).ifPresent(policies::add);
    }
    return policies;
  }

  private static Optional<PolicyConfig> policy(ConfigNode node, String name) {
    String type = node.string("type", "");
    return switch (type) {
      case "always_sample" -> Optional.of(new PolicyConfig.AlwaysSample(name));
      case "latency" -> Optional.of(latency(node.child(type), name));
      case "probabilistic" -> Optional.of(probabilistic(node.child(type), name));
      case "status_code" -> Optional.of(statusCode(node.child(type), name));
      default -> {
        node.child(type);
        node.error("type", unknownType(type));
        yield Optional.empty();
      }
    };
  }

  private static String unknownType(String type) {
    String what = "unknown sampling policy type " + (type.isEmpty() ? "\"\"" : type);
    return TYPES_ELSEWHERE.contains(type)
        ? what
            + ": the Collector has it, this version of Tailrace does not (expected: "
            + TYPES
            + ")"
        : what + " (expected: one of " + TYPES + ")";
  }

  private static PolicyConfig latency(ConfigNode node, String name) {
    long threshold = node.integer("threshold_ms", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    long upper = node.integer("upper_threshold_ms", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    if (upper != 0 && upper <= threshold) {
      node.error(
          "upper_threshold_ms",
          upper + " never matches (expected: more than threshold_ms, which is " + threshold + ")");
    }
    return new PolicyConfig.Latency(name, threshold, upper);
  }

  private static PolicyConfig probabilistic(ConfigNode node, String name) {
    double percentage =
        node.number("sampling_percentage", 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    if (percentage < 0 || percentage > 100) {
      node.warn(
          "sampling_percentage",
          percentage + " means " + (percentage < 0 ? 0 : 100) + " (expected: 0 to 100)");
    }
    return new PolicyConfig.Probabilistic(name, percentage, node.string("hash_salt", ""));
  }

  private static PolicyConfig statusCode(ConfigNode node, String name) {
    List<String> words = node.strings("status_codes", List.of());
    if (words.isEmpty()) {
      node.error(
          "status_codes",
          "expected at least one status code to filter on (one of OK, ERROR, UNSET)");
    }
    var codes = new HashSet<Integer>();
    for (String word : words) {
      Integer code = STATUS_CODES.get(word);
      if (code == null) {
        node.error(
            "status_codes", "unknown status code \"" + word + "\" (expected: OK, ERROR or UNSET)");
      } else {
        codes.add(code);
      }
    }
    return new PolicyConfig.StatusCode(name, codes);
  }
}
