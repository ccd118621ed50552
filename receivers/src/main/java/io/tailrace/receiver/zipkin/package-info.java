// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Zipkin receiver: v1 as JSON and Thrift, v2 as JSON and Protocol Buffers, over HTTP. Spans are
 * written as OTLP straight from the bytes of a request, on the event loop that received it.
 */
@NullMarked
package io.tailrace.receiver.zipkin;

import org.jspecify.annotations.NullMarked;
