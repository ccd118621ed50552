// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.ResourceFacts;

/** One format of payloads, written in one pass. */
interface PayloadSink {

  /** Whether one payload may hold the spans of several resources. */
  boolean mixesResources();

  /** Whether priority, host and environment have places of their own in a chunk or payload. */
  boolean describesChunks();

  /** What has been written of the present payload, in bytes; 0 if nothing has been begun. */
  int size();

  /** The most that a span can take, in bytes. */
  int bound(DatadogSpan span);

  void beginResource(ResourceFacts resource);

  void endResource();

  void beginChunk();

  void span(DatadogSpan span);

  void endChunk(int priority);

  /**
   * Ends the payload; the next one can begin.
   *
   * @return the payload, and what a request says about it
   */
  Finished finish();

  /**
   * A payload, not yet compressed.
   *
   * @param bytes valid until the sink is used again
   * @param length how much of it
   * @param chunks the number of its chunks
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Finished(byte[] bytes, int length, int chunks) {}
}
