// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Encoded spans: scanning and writing the bytes of OTLP traces without an object per span. Nothing
 * here keeps state between calls or threads; a {@link io.tailrace.otlp.SpanIndex} belongs to one
 * thread at a time.
 */
@NullMarked
package io.tailrace.otlp;

import org.jspecify.annotations.NullMarked;
