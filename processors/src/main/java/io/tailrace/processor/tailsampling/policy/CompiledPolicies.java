// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Policies in their two parts: what is asked of every span, and what is asked of a trace.
 *
 * @param policies in the order of the configuration
 * @param predicates what they ask of every span
 */
public record CompiledPolicies(List<Policy> policies, SpanPredicates predicates) {

  public CompiledPolicies {
    policies = List.copyOf(policies);
  }

  /** Compiles policies. */
  public static CompiledPolicies of(List<PolicyConfig> configs) {
    var conditions = new SpanPredicates.Builder();
    var policies = new ArrayList<Policy>();
    for (PolicyConfig config : configs) {
      policies.add(compile(config, conditions));
    }
    return new CompiledPolicies(policies, conditions.build());
  }

  private static Policy compile(PolicyConfig config, SpanPredicates.Builder conditions) {
    return switch (config) {
      case PolicyConfig.AlwaysSample(String name) -> new AlwaysSamplePolicy(name);
      case PolicyConfig.StatusCode(String name, var codes) -> {
        int set = codes.stream().mapToInt(code -> 1 << code).reduce(0, (a, b) -> a | b);
        yield new SpanPredicatePolicy(name, conditions.status(set));
      }
      case PolicyConfig.Latency(String name, long over, long upTo) -> {
        long bit = conditions.duration(over, upTo == 0 ? Long.MAX_VALUE : upTo);
        yield new SpanPredicatePolicy(name, bit);
      }
      case PolicyConfig.Probabilistic(String name, double percentage, String salt) ->
          new ProbabilisticPolicy(name, percentage, salt);
    };
  }
}
