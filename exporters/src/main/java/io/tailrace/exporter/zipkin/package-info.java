// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Zipkin exporter: v2 spans over HTTP, as JSON or Protocol Buffers, read from the encoded OTLP
 * span. The reverse of what the Zipkin receiver does, where the formats allow it.
 */
@NullMarked
package io.tailrace.exporter.zipkin;

import org.jspecify.annotations.NullMarked;
