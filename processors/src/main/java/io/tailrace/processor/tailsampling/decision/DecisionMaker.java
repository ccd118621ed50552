// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.decision;

import io.tailrace.processor.tailsampling.policy.Policy;
import io.tailrace.processor.tailsampling.policy.TraceFacts;
import io.tailrace.processor.tailsampling.policy.Vote;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Puts the policies' votes together, in the order of the collector's {@code makeDecision}: drop
 * policies first, and the first that drops ends it; then a veto ({@code INVERT_NOT_SAMPLED}); then
 * any vote to sample; then an inverted vote to sample if nobody voted against.
 *
 * <p>Keeps the last decision and its votes until the next; nothing is allocated. Not thread-safe.
 */
public final class DecisionMaker {

  /** Stands for "no policy". */
  public static final int NO_POLICY = -1;

  private static final int TIMED_EVERY = 64;

  private final Policy[] policies;
  private final Vote[] votes;
  private final boolean sampleOnFirstMatch;
  private final LongSupplier clockNanos;
  private final long[] spentNanos;
  private int count;
  private int evaluated;
  private int policy = NO_POLICY;

  /**
   * Makes one.
   *
   * @param policies in the order of the configuration
   * @param sampleOnFirstMatch whether the first vote to sample ends the evaluation
   * @param clockNanos the clock that the policies' time is taken with
   */
  public DecisionMaker(List<Policy> policies, boolean sampleOnFirstMatch, LongSupplier clockNanos) {
    this.policies =
        policies.stream()
            .sorted((a, b) -> Boolean.compare(b.isDrop(), a.isDrop()))
            .toArray(Policy[]::new);
    votes = new Vote[this.policies.length];
    spentNanos = new long[this.policies.length];
    this.sampleOnFirstMatch = sampleOnFirstMatch;
    this.clockNanos = clockNanos;
  }

  /** The policies in the order in which they vote: drop policies first. */
  public Policy policy(int i) {
    return policies[i];
  }

  /** The number of policies. */
  public int policyCount() {
    return policies.length;
  }

  /** How many policies the last decision asked: the first so many. */
  public int evaluated() {
    return evaluated;
  }

  /** What policy {@code i < evaluated()} answered in the last decision. */
  public Vote vote(int i) {
    return votes[i];
  }

  /**
   * The policy that the last decision is attributed to, or {@link #NO_POLICY}: the one with the
   * least strict threshold among those that voted for it, the first of several (collector v0.162).
   */
  public int decidingPolicy() {
    return policy;
  }

  /**
   * The time that policy {@code i} has taken since the last call, in nanoseconds: measured for one
   * decision in {@value #TIMED_EVERY} and scaled up.
   */
  public long takeSpentNanos(int i) {
    long spent = spentNanos[i];
    spentNanos[i] = 0;
    return spent;
  }

  /** Decides about a trace. */
  public Decision decide(TraceFacts trace) {
    evaluated = 0;
    policy = NO_POLICY;
    int inverted = NO_POLICY;
    boolean veto = false;
    boolean against = false;
    boolean timed = ++count % TIMED_EVERY == 0;
    long before = timed ? clockNanos.getAsLong() : 0;
    for (int i = 0; i < policies.length; i++) {
      Vote vote = policies[i].vote(trace);
      votes[i] = vote;
      if (timed) {
        long after = clockNanos.getAsLong();
        spentNanos[i] += (after - before) * TIMED_EVERY;
        before = after;
      }
      evaluated = i + 1;
      switch (vote) {
        case DROPPED -> {
          policy = i;
          return Decision.DROPPED;
        }
        case SAMPLED -> attribute(i);
        case NOT_SAMPLED -> against = true;
        case INVERT_NOT_SAMPLED -> veto = true;
        case INVERT_SAMPLED -> inverted = inverted == NO_POLICY ? i : inverted;
        case ERROR -> {}
      }
      if (vote == Vote.SAMPLED && sampleOnFirstMatch) {
        break;
      }
    }
    return conclude(veto, against, inverted);
  }

  private void attribute(int i) {
    if (policy == NO_POLICY
        || Long.compareUnsigned(policies[i].threshold(), policies[policy].threshold()) < 0) {
      policy = i;
    }
  }

  private Decision conclude(boolean veto, boolean against, int inverted) {
    if (veto) {
      policy = NO_POLICY;
      return Decision.NOT_SAMPLED;
    }
    if (policy == NO_POLICY && inverted != NO_POLICY && !against) {
      policy = inverted;
    }
    return policy == NO_POLICY ? Decision.NOT_SAMPLED : Decision.SAMPLED;
  }
}
