// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

/**
 * What a policy may know of a trace when it votes: aggregates and predicate bits, never the spans.
 * Mutable and used again for every trace, so that a decision allocates nothing.
 */
public final class TraceFacts {

  /** In place of randomness: no span carries {@code rv} or {@code th}. */
  public static final long NO_TRACE_STATE = -1;

  /** In place of randomness: spans carry {@code th} only, the trace ID is the randomness. */
  public static final long FROM_TRACE_ID = -2;

  /** The trace ID's first eight bytes, big-endian. */
  public long idHigh;

  /** The trace ID's last eight bytes, big-endian. */
  public long idLow;

  /** The bits that {@link SpanPredicates} have set. */
  public long predicates;

  /** The number of spans. */
  public int spans;

  /** 56 bits of explicit randomness, {@link #NO_TRACE_STATE} or {@link #FROM_TRACE_ID}. */
  public long randomness = NO_TRACE_STATE;
}
