// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.decision;

/** What was decided about a trace; the names are those of the collector's metrics. */
public enum Decision {
  /** The trace is exported. */
  SAMPLED("sampled"),
  /** No policy wanted it. */
  NOT_SAMPLED("not_sampled"),
  /** A drop policy refused it, whatever the others say. */
  DROPPED("dropped");

  private final String label;

  Decision(String label) {
    this.label = label;
  }

  /** The value of the metric label {@code decision}. */
  public String label() {
    return label;
  }
}
