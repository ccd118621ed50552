// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

/** Samples a trace of which some span, or some prefix of its spans, has satisfied a predicate. */
final class SpanPredicatePolicy extends Policy {

  private final long bit;

  /**
   * Makes one.
   *
   * @param bit what the predicate sets in {@link TraceFacts#predicates}
   */
  SpanPredicatePolicy(String name, long bit) {
    super(name);
    this.bit = bit;
  }

  @Override
  public Vote vote(TraceFacts trace) {
    return (trace.predicates & bit) != 0 ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
