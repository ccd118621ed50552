// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

/**
 * How a trace lies in memory: a head in a {@link io.tailrace.memory.RecordTable}, by whose number
 * the trace is named, and a chain of extents of an {@link io.tailrace.memory.ExtentSlab}. Heads are
 * apart from the spans so that deciding against a trace does not touch its pages.
 *
 * <pre>
 *  head                                              extent
 *   0  trace ID, high       long                      0  head of the slab  two ints
 *   8  trace ID, low        long                      8  records ...
 *  16  older neighbour      int, in its queue
 *  20  newer neighbour      int, in its queue
 *  24  predicate bits       long
 *  32  deadline             int, tick
 *  36  queue                int
 *  40  place                int, of the note in the order of its queue
 *  44  spans                int
 *  48  bytes of spans       int
 *  52  first extent         int
 *  56  last extent          int
 *  60  pages                int, of all extents
 *  64  fill of last extent  int, bytes
 *  72  earliest start       long, ns since the epoch
 *  80  latest end           long, ns since the epoch
 *  88  arrival              long, ns of the clock
 *  96  randomness           long, 56 bits, or -1
 *
 *  record (starts at a multiple of 4; its head never straddles extents, its body may)
 *   0  context              int, or INLINE
 *   4  length               int, bytes of the body
 *   8  body                 framed spans; for INLINE: two ints (bytes of the resource fields and of
 *                           the scope fields), those fields, then framed spans
 * </pre>
 */
final class TraceLayout {

  /** The size of a head: two lines of the processor's cache. */
  static final int HEAD_BYTES = 128;

  static final int ID_HIGH = 0;
  static final int ID_LOW = 8;
  static final int OLDER = 16;
  static final int NEWER = 20;
  static final int PREDICATES = 24;
  static final int DEADLINE = 32;
  static final int QUEUE = 36;
  static final int PLACE = 40;
  static final int SPANS = 44;
  static final int SPAN_BYTES = 48;
  static final int FIRST_EXTENT = 52;
  static final int LAST_EXTENT = 56;
  static final int PAGES = 60;
  static final int FILL = 64;
  static final int EARLIEST = 72;
  static final int LATEST = 80;
  static final int ARRIVAL = 88;
  static final int RANDOMNESS = 96;

  static final int FIRST_RECORD = 8;

  static final int RECORD_HEAD = 8;
  static final int RECORD_ALIGNMENT = 4;

  /** In place of a context's number: the context's own bytes lead the record's body. */
  static final int INLINE = -1;

  static final int INLINE_HEAD = 8;

  private TraceLayout() {}

  /** The next multiple of {@link #RECORD_ALIGNMENT}. */
  static int align(int offset) {
    return (offset + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
  }
}
