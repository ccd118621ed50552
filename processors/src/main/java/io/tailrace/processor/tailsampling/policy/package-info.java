// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Policies: their configuration, and what they compile to. Span predicates run once per span when
 * it is appended and set bits; the votes are cast from those bits and the aggregates of the trace.
 */
@NullMarked
package io.tailrace.processor.tailsampling.policy;

import org.jspecify.annotations.NullMarked;
