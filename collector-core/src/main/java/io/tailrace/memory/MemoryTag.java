// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import java.util.Locale;

/** What retained bytes are used for. */
public enum MemoryTag {
  /** Requests that a receiver has begun to take in, after decompression. */
  RECEIVER_IN_FLIGHT,
  /** Pages, contexts and index of trace buffers. */
  TRACE_BUFFER,
  /** Sampled traces on their way from the buffer to the next consumer. */
  SAMPLED_OUTPUT,
  /** Batches that a processor holds back to make larger ones. */
  BATCH,
  /** Batches in sending queues and in flight to a backend. */
  SENDING_QUEUE,
  /** Arrays that were used for output and are kept to be used again. */
  IDLE_ARRAYS;

  /** The word as it stands in metrics: {@code trace_buffer}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
