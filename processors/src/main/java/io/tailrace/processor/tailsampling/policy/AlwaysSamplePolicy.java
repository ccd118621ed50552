// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

/** {@code always_sample}: samples every trace, even one without spans. */
final class AlwaysSamplePolicy extends Policy {

  AlwaysSamplePolicy(String name) {
    super(name);
  }

  @Override
  public Vote vote(TraceFacts trace) {
    return Vote.SAMPLED;
  }
}
