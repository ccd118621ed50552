// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The testbed: a load generator, a sink that knows what should arrive, a server that does nothing,
 * and runs that measure a collector between them. Everything goes over real OTLP/gRPC on the
 * loopback interface. The collector is a process of its own, pinned to a core of its own.
 */
@NullMarked
package io.tailrace.testbed;

import org.jspecify.annotations.NullMarked;
