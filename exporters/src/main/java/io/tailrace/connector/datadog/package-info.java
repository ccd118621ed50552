// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code datadog} connector: counts every span that passes, in front of the sampler, and sends
 * what Datadog's request metrics are made of. Spans are read on the thread that brings them and
 * counted under one lock; a thread of the connector's own encodes and sends.
 */
@NullMarked
package io.tailrace.connector.datadog;

import org.jspecify.annotations.NullMarked;
