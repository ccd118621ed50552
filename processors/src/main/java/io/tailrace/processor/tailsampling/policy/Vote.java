// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

/** A policy's answer about one trace (source: the collector's {@code samplingpolicy.Decision}). */
public enum Vote {
  SAMPLED,
  NOT_SAMPLED,
  DROPPED,
  /** The policy could not be evaluated; counted, otherwise ignored. */
  ERROR,
  /** Deprecated upstream, still ranked by it: only policy extensions can return it. */
  INVERT_SAMPLED,
  /** Deprecated upstream, still ranked by it: only policy extensions can return it. */
  INVERT_NOT_SAMPLED
}
