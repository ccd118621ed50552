// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What is to be sent of a request, one piece after the other. A piece that the backend refuses is
 * cut in half, until a span that it refuses is alone; its neighbours are delivered on the way.
 *
 * <p>That takes about 2 log2(n) requests for each bad span of n, and 2 for each bad span beside
 * another. It is given up when {@link #MAX_REFUSALS} have been refused, or {@link
 * #FRUITLESS_REFUSALS} and nothing accepted: then it is not the spans that the backend does not
 * like. Owns its batches. Not thread-safe.
 */
final class Pieces {

  /** How often the pieces of one request may be refused. */
  static final int MAX_REFUSALS = 512;

  /** How often they may be refused before any is accepted. */
  static final int FRUITLESS_REFUSALS = 128;

  private final Deque<SpanBatch> pieces;
  private final ByteArrays arrays;
  private int refusals;
  private boolean hasSuccess;

  Pieces(List<SpanBatch> pieces, ByteArrays arrays) {
    this.pieces = new ArrayDeque<>(pieces);
    this.arrays = arrays;
  }

  /** The piece to be sent now. */
  SpanBatch current() {
    return pieces.getFirst();
  }

  /** Whether there are pieces after the present one. */
  boolean hasMore() {
    return pieces.size() > 1;
  }

  /** Leaves the present piece; returns whether there is another. */
  boolean next() {
    pieces.removeFirst().release();
    return !pieces.isEmpty();
  }

  /** The backend has taken a piece. */
  void accepted() {
    hasSuccess = true;
  }

  /** The backend has refused the present piece: whether looking for the reason makes sense. */
  boolean refused() {
    refusals++;
    return refusals < (hasSuccess ? MAX_REFUSALS : FRUITLESS_REFUSALS);
  }

  /** Whether nothing was accepted while the reason for a refusal was looked for. */
  boolean isFruitless() {
    return !hasSuccess;
  }

  /** Whether the present piece has more than one span. */
  boolean canHalve() {
    return current().spanCount() > 1 && current().index().spanCount() > 1;
  }

  /** Goes on with a part of the present piece. */
  void replace(SpanBatch rest) {
    pieces.removeFirst().release();
    pieces.addFirst(rest);
  }

  /** Cuts the present piece, which has more than one span, in half. */
  void halve() {
    var halves = BatchSplitter.halves(current(), arrays);
    pieces.removeFirst().release();
    pieces.addFirst(halves.getLast());
    pieces.addFirst(halves.getFirst());
  }

  /** The bytes of all pieces. */
  long retainedBytes() {
    return pieces.stream().mapToLong(SpanBatch::retainedBytes).sum();
  }

  /** Gives back what is left. */
  void release() {
    pieces.forEach(SpanBatch::release);
    pieces.clear();
  }
}
