// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * OTLP spans as Datadog spans (sources: datadog-agent {@code pkg/trace/transform}, {@code
 * pkg/trace/traceutil}, {@code pkg/trace/agent}), read straight from encoded spans: one span at a
 * time is unfolded into tables of references into the bytes that came, and written from there.
 *
 * <p>Every mutable class here belongs to one thread at a time and is used again for the next span;
 * what a table refers to is valid until then.
 */
@NullMarked
package io.tailrace.exporter.datadog.mapping;

import org.jspecify.annotations.NullMarked;
