// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.pipeline;

import io.tailrace.otlp.SpanBatch;

/**
 * Takes batches of spans: a processor, an exporter, or the fan-out to several of them.
 *
 * <p>Thread-safe: receivers call it from several event loops at once. It never blocks; one that
 * cannot take a batch now answers {@link ConsumeResult.Refused}.
 */
@FunctionalInterface
public interface Consumer {

  /**
   * Takes one batch, wholly or not at all.
   *
   * @param batch borrowed for the duration of the call; a consumer that keeps it calls {@link
   *     SpanBatch#retain()}
   * @return what became of it; never throws for reasons of data or load
   */
  ConsumeResult consume(SpanBatch batch);
}
