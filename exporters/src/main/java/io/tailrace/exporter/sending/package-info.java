// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What all exporters share on the way from the pipeline to a backend: the sending queue, batching,
 * retry with backoff, and the accounting of what became of every span.
 *
 * <p>An exporter brings a {@link io.tailrace.exporter.sending.SpanTransport}; {@link
 * io.tailrace.exporter.sending.SendingExporter} does the rest. The caller of {@code consume} only
 * enqueues; encoding and compression run on a small pool of workers; replies arrive on whatever
 * thread the transport completes them on and only hand the next request to a worker.
 */
@NullMarked
package io.tailrace.exporter.sending;

import org.jspecify.annotations.NullMarked;
