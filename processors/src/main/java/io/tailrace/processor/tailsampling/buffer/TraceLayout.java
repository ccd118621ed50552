// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

/**
 * How a trace lies in its extents. A trace is named by its first extent; every extent starts with
 * the head that {@link io.tailrace.memory.ExtentSlab} gives it.
 *
 * <pre>
 *  first extent                                      every other extent
 *   0  head of the slab     two ints                  0  head of the slab  two ints
 *   8  trace ID, high       long                      8  records ...
 *  16  trace ID, low        long
 *  24  older neighbour      int, in its queue
 *  28  newer neighbour      int, in its queue
 *  32  predicate bits       long
 *  40  deadline             int, tick
 *  44  queue                int
 *  48  spans                int
 *  52  bytes of spans       int
 *  56  last extent          int
 *  60  fill of last extent  int, bytes
 *  64  earliest start       long, ns since the epoch
 *  72  latest end           long, ns since the epoch
 *  80  arrival              long, ns of the clock
 *  88  randomness           long, 56 bits, or -1
 *  96  pages                int, of all extents
 * 100  records ...
 *
 *  record (starts at a multiple of 4; its head never straddles extents, its body may)
 *   0  context              int, or INLINE
 *   4  length               int, bytes of the body
 *   8  body                 framed spans; for INLINE: two ints (bytes of the resource fields and of
 *                           the scope fields), those fields, then framed spans
 * </pre>
 */
final class TraceLayout {

  static final int ID_HIGH = 8;
  static final int ID_LOW = 16;
  static final int OLDER = 24;
  static final int NEWER = 28;
  static final int PREDICATES = 32;
  static final int DEADLINE = 40;
  static final int QUEUE = 44;
  static final int SPANS = 48;
  static final int SPAN_BYTES = 52;
  static final int LAST_EXTENT = 56;
  static final int FILL = 60;
  static final int EARLIEST = 64;
  static final int LATEST = 72;
  static final int ARRIVAL = 80;
  static final int RANDOMNESS = 88;
  static final int PAGES = 96;
  static final int FIRST_RECORDS = 100;

  static final int OTHER_RECORDS = 8;

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
