// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Jaeger receiver: {@code api_v2} by gRPC, Thrift by HTTP and UDP. A batch is read span by span
 * into flat tables and written at once as OTLP, on the thread that received it; the rules are those
 * of the collector's {@code pkg/translator/jaeger} v0.158.0.
 */
@NullMarked
package io.tailrace.receiver.jaeger;

import org.jspecify.annotations.NullMarked;
