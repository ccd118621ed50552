// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

/**
 * What differs from span to span of a workload.
 *
 * @param low the last eight bytes of the trace ID ({@link io.tailrace.cli.traffic.TraceIds})
 * @param n the number of the span in its trace; 0 is the root
 * @param startUnixNano its start
 * @param endUnixNano its end
 * @param error whether it failed
 */
record LoadSpan(long low, int n, long startUnixNano, long endUnixNano, boolean error) {

  /** The number of its parent: traces are binary trees; negative for the root. */
  int parent() {
    return n == 0 ? -1 : (n - 1) / 2;
  }
}
