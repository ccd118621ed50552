// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code datadog} exporter: traces to Datadog's intake, or to a Datadog Agent. Spans are mapped
 * and encoded on the workers of {@code io.tailrace.exporter.sending}; each takes an encoder of its
 * own out of a pool.
 */
@NullMarked
package io.tailrace.exporter.datadog;

import org.jspecify.annotations.NullMarked;
