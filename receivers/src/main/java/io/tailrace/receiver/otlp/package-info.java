// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The OTLP receiver: gRPC and HTTP, Protocol Buffers and JSON. Requests are scanned on the event
 * loop that received them and handed on as bytes.
 */
@NullMarked
package io.tailrace.receiver.otlp;

import org.jspecify.annotations.NullMarked;
