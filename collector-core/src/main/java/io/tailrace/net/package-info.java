// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Servers and clients: the only package of the core that knows netty and grpc. Everything here runs
 * on the event loops of {@link io.tailrace.net.EventLoops} and never blocks them.
 */
@NullMarked
package io.tailrace.net;

import org.jspecify.annotations.NullMarked;
