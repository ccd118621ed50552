// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The OpenTelemetry member {@code ot} of the W3C tracestate: explicit randomness and sampling
 * thresholds (source: OpenTelemetry specification, "TraceState: Probability Sampling"). Used only
 * with the gate {@code processor.tailsamplingprocessor.usetracestate}.
 */
@NullMarked
package io.tailrace.processor.tailsampling.tracestate;

import org.jspecify.annotations.NullMarked;
