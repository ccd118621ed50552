// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.exporter.storage.LogEntry;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes to the backend together, from the queue to its outcome: one request, or several pieces
 * one after the other. Its fields belong to the worker that has it; what is marked so is guarded by
 * the lock of {@link SendingQueue}.
 */
final class SendRequest {

  /**
   * The batches it was made of, which it owns; empty until it is read from a log, and once it is in
   * pieces.
   */
  List<SpanBatch> parts;

  /** Where a log has them, to be settled with the request. */
  List<LogEntry.Place> places = List.of();

  /** Whether a log still has to be read for it. */
  boolean isUnread;

  /** What it counts in the queue's sizer. Guarded by the queue's lock. */
  long units;

  /** What it has reserved in the memory budget. Guarded by the queue's lock. */
  long reservedBytes;

  /** The number of its spans that are not accounted for. Guarded by the queue's lock. */
  int spans;

  @Nullable Pieces pieces;
  @Nullable PreparedRequest prepared;
  @Nullable Backoff backoff;

  /** Set while it waits for another attempt. Guarded by the queue's lock. */
  Clock.@Nullable Scheduled retryTimer;

  /** Whether the backend asked for the pause that it is in. Guarded by the queue's lock. */
  boolean isThrottled;

  SendRequest(List<SpanBatch> parts, long units) {
    this.parts = parts;
    this.units = units;
    for (SpanBatch part : parts) {
      spans += part.spanCount();
      reservedBytes += part.retainedBytes();
    }
  }

  /** A request that is yet to be read from a log. */
  static SendRequest unread(long reservedBytes) {
    var request = new SendRequest(List.of(), 0);
    request.isUnread = true;
    request.reservedBytes = reservedBytes;
    return request;
  }

  /** Gives back what was prepared, of which nothing may be in flight. */
  void releasePrepared() {
    var last = prepared;
    prepared = null;
    if (last != null) {
      last.release();
    }
  }

  /**
   * Gives back all arrays. Called by who has the request when it is done with; a request that is
   * abandoned while it is in flight or pauses leaves them to the garbage collector.
   */
  void release() {
    var lastPieces = pieces;
    var lastParts = parts;
    pieces = null;
    parts = List.of();
    releasePrepared();
    if (lastPieces != null) {
      lastPieces.release();
    }
    lastParts.forEach(SpanBatch::release);
  }
}
