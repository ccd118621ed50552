// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

/**
 * How a trace lies in its pages. A trace is named by its first page; every page starts with the
 * number of the next.
 *
 * <pre>
 *  first page                                        every other page
 *   0  next page            int                       0  next page   int
 *   4  last page            int                       4  records ...
 *   8  trace ID, high       long
 *  16  trace ID, low        long
 *  24  earliest start       long, ns since the epoch
 *  32  latest end           long, ns since the epoch
 *  40  predicate bits       long
 *  48  arrival              long, ns of the clock
 *  56  randomness           long, 56 bits, or -1
 *  64  spans                int
 *  68  bytes of spans       int
 *  72  older neighbour      int, in its queue
 *  76  newer neighbour      int, in its queue
 *  80  deadline             int, tick
 *  84  fill of last page    int
 *  88  queue                int
 *  92  pages                int
 *  96  records ...
 *
 *  record (starts at a multiple of 4; its head never straddles pages, its body may)
 *   0  context              int, or INLINE
 *   4  length               int, bytes of the body
 *   8  body                 framed spans; for INLINE: two ints (bytes of the resource fields and of
 *                           the scope fields), those fields, then framed spans
 * </pre>
 */
final class TraceLayout {

  static final int NEXT_PAGE = 0;
  static final int LAST_PAGE = 4;
  static final int ID_HIGH = 8;
  static final int ID_LOW = 16;
  static final int EARLIEST = 24;
  static final int LATEST = 32;
  static final int PREDICATES = 40;
  static final int ARRIVAL = 48;
  static final int RANDOMNESS = 56;
  static final int SPANS = 64;
  static final int SPAN_BYTES = 68;
  static final int OLDER = 72;
  static final int NEWER = 76;
  static final int DEADLINE = 80;
  static final int FILL = 84;
  static final int QUEUE = 88;
  static final int PAGES = 92;
  static final int FIRST_RECORDS = 96;

  static final int OTHER_RECORDS = 4;

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
