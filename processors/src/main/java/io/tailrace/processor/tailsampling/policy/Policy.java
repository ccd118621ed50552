// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

/**
 * A policy, ready to vote. Policies vote from {@link TraceFacts}; what they need of the spans was
 * collected when the spans came.
 */
public abstract class Policy {

  /** The threshold of a policy that samples whatever the randomness is. */
  public static final long ALWAYS = 0;

  private final String name;

  /**
   * Makes a policy.
   *
   * @param name the name in the configuration, the value of the metric label {@code policy}
   */
  protected Policy(String name) {
    this.name = name;
  }

  /** The name in the configuration. */
  public final String name() {
    return name;
  }

  /** Whether this is a drop policy: they vote before all others. */
  public boolean isDrop() {
    return false;
  }

  /** The policy's answer about a trace. */
  public abstract Vote vote(TraceFacts trace);

  /**
   * The sampling threshold that goes with a vote {@link Vote#SAMPLED}, 56 bits: 0 for a policy that
   * does not depend on randomness.
   */
  public long threshold() {
    return ALWAYS;
  }
}
