// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Datadog's payloads: Protocol Buffers for the intake, MessagePack for an Agent, and the cutting of
 * batches into payloads that are not too large. An encoder belongs to one thread at a time.
 */
@NullMarked
package io.tailrace.exporter.datadog.payload;

import org.jspecify.annotations.NullMarked;
