// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.decision;

/** Why a trace was decided when it was. */
public enum DecisionReason {
  /** {@code decision_wait} had passed since its first span. */
  DECISION_WAIT("decision_wait"),
  /** {@code decision_wait_after_root_received} had passed since its root span. */
  ROOT_RECEIVED("root_received"),
  /**
   * The buffer was full and it was the oldest: decided early, by the same rules, on what it had.
   */
  EVICTED("evicted"),
  /** A late span that satisfies a policy brought back a trace that had been decided against. */
  REVIVED("revived"),
  /** It grew beyond {@code maximum_trace_size_bytes}: not sampled, as in the collector. */
  TOO_LARGE("too_large"),
  /** {@code num_traces} was reached and it was the oldest: dropped unseen, as in the collector. */
  NUM_TRACES("num_traces"),
  /** The collector is stopping: decided with the spans seen so far. */
  SHUTDOWN("shutdown");

  private final String label;

  DecisionReason(String label) {
    this.label = label;
  }

  /** The value of the metric label {@code reason}. */
  public String label() {
    return label;
  }
}
