// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.memory.ExtentSlab;
import io.tailrace.memory.RecordTable;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.SpanIndex;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The traces of one shard, within one bound: pages, index and contexts together never use more.
 *
 * <p>A trace is named by its head. It is in one of the {@link Queue}s; what a queue means is up to
 * the shard. Appending needs room that {@link #hasRoomFor} has confirmed; the buffer itself never
 * throws anything out.
 *
 * <p>Not thread-safe: used under the shard's lock. Off-heap memory is freed by {@link #close()}.
 */
public final class TraceBuffer implements AutoCloseable {

  /** Stands for "no trace". */
  public static final int NO_TRACE = RecordTable.NONE;

  /** What a trace waits for. */
  public enum Queue {
    /** The decision wait, counted from the first span: arrival order is deadline order. */
    DECISION_WAIT,
    /** The shorter wait that starts when the root span arrives. */
    AFTER_ROOT,
    /** The next tick. */
    NEXT_TICK,
    /** Nothing: it was decided against, and its pages are taken when they are needed. */
    RECLAIMABLE,
    /** Being written out: it was sampled, and is freed with its batch. */
    LEAVING
  }

  private static final Queue[] QUEUES = Queue.values();

  /** How often, at most, contexts are swept when there is no room for new ones. */
  private static final long SWEEP_INTERVAL_NANOS = 1_000_000_000L;

  /** From the trace ID to the trace, whose head holds the ID. */
  private static final class HeadIds extends TraceIdMap {

    private final RecordTable heads;

    HeadIds(RecordTable heads, long seed, int expected) {
      super(seed, expected);
      this.heads = heads;
    }

    @Override
    boolean isAt(int trace, long high, long low) {
      return heads.getLong(trace, TraceLayout.ID_LOW) == low
          && heads.getLong(trace, TraceLayout.ID_HIGH) == high;
    }
  }

  private final Allowance allowance;
  private final ExtentSlab slab;
  private final RecordTable heads;
  private final HeadIds ids;
  private final ContextTable contexts;
  private final TraceQueue[] queues = new TraceQueue[QUEUES.length];
  private final LongPredicate take;
  private long lastSweepNanos = Long.MIN_VALUE / 2;
  private final byte[] inlineHead = new byte[TraceLayout.INLINE_HEAD];

  /** What {@link #readAhead} read; kept so that it is not optimized away. */
  @SuppressWarnings("UnusedVariable")
  private long readAhead;

  /**
   * Makes an empty buffer.
   *
   * @param limitBytes the bound of everything it holds (expected: >= 1 MiB)
   * @param pageBytes the size of a page, a power of two from 256 to 65536
   * @param seed what trace IDs are mixed with
   * @param expectedTraces how many traces the index has room for at the start
   */
  public TraceBuffer(long limitBytes, int pageBytes, long seed, int expectedTraces) {
    allowance = new Allowance(limitBytes);
    slab = new ExtentSlab(pageBytes, limitBytes);
    heads = new RecordTable(TraceLayout.HEAD_BYTES, limitBytes / 2);
    int mostTraces = (int) Math.min(1 << 24, limitBytes / 4096);
    ids = new HeadIds(heads, seed, Math.min(Math.max(expectedTraces, 64), mostTraces));
    allowance.take(ids.bytes());
    contexts = new ContextTable(allowance, limitBytes / 16);
    take = allowance::take;
    for (Queue queue : QUEUES) {
      queues[queue.ordinal()] = new TraceQueue(heads, queue.ordinal(), order(queue));
    }
    allowance.take(orderBytes() + slab.overheadBytes());
  }

  /** The queues in which many traces become due at once have one. */
  private @Nullable TraceOrder order(Queue queue) {
    return switch (queue) {
      case DECISION_WAIT, AFTER_ROOT -> new TraceOrder(ids.slots() / 2);
      case NEXT_TICK, RECLAIMABLE, LEAVING -> null;
    };
  }

  private long orderBytes() {
    long bytes = 0;
    for (TraceQueue queue : queues) {
      if (queue.order() != null) {
        bytes += queue.order().bytes();
      }
    }
    return bytes;
  }

  /** The bound in bytes. */
  public long limitBytes() {
    return allowance.limitBytes();
  }

  /** The bytes of pages, index and contexts that are in use now. */
  public long usedBytes() {
    return (long) slab.pagesInUse() * slab.pageBytes()
        + slab.overheadBytes()
        + heads.usedBytes()
        + ids.bytes()
        + orderBytes()
        + contexts.bytes();
  }

  /** The bytes taken from the system so far; at most {@link #limitBytes()}. */
  public long allocatedBytes() {
    return allowance.usedBytes();
  }

  /** The number of traces in a queue. */
  public int size(Queue queue) {
    return queues[queue.ordinal()].size();
  }

  /** The oldest trace of a queue, or {@link #NO_TRACE}. */
  public int oldest(Queue queue) {
    return queues[queue.ordinal()].oldest();
  }

  /** The queue that the trace is in. */
  public Queue queue(int trace) {
    return QUEUES[heads.getInt(trace, TraceLayout.QUEUE)];
  }

  /** Moves the trace to the end of a queue. */
  public void move(int trace, Queue to) {
    queues[heads.getInt(trace, TraceLayout.QUEUE)].remove(trace);
    queues[to.ordinal()].add(trace, hash(idHigh(trace), idLow(trace)));
  }

  /** The hash of a trace ID, mixed with the seed. */
  public int hash(long idHigh, long idLow) {
    return ids.hash(idHigh, idLow);
  }

  /** Prepares {@link #find} for the IDs with these hashes. */
  public void readAhead(int[] hashes, int count) {
    readAhead ^= ids.readAhead(hashes, count);
  }

  /** Prepares {@link #create} for so many traces. */
  public void readAheadPages(int traces) {
    readAhead ^= slab.readAheadReturned(traces);
  }

  /**
   * Prepares deciding about a trace and those behind it in its queue: the processor fetches all of
   * them at once.
   *
   * @param hashes receives the hashes of their IDs
   * @param most how many traces, at most
   * @return how many there are
   */
  public int readAhead(int trace, int[] hashes, int most) {
    TraceQueue queue = queues[heads.getInt(trace, TraceLayout.QUEUE)];
    TraceOrder order = queue.order();
    if (order == null) {
      return 0;
    }
    int place = heads.getInt(trace, TraceLayout.PLACE);
    int count = Math.min(most, queue.size());
    for (int i = 0; i < count; i++) {
      long note = order.at(place + i);
      hashes[i] = TraceOrder.hash(note);
      readAhead ^= heads.readAhead(TraceOrder.trace(note));
    }
    readAhead(hashes, count);
    return count;
  }

  /** The trace with this ID, or {@link #NO_TRACE}. */
  public int find(long idHigh, long idLow) {
    return ids.get(idHigh, idLow);
  }

  /**
   * The most pages that appending can take.
   *
   * @param records the number of records, each perhaps of a new trace
   * @param bytes their bodies in total, inline contexts included
   */
  public long pagesFor(long records, long bytes) {
    int usable = slab.pageBytes() - TraceLayout.FIRST_RECORD;
    long heads = records * (TraceLayout.RECORD_HEAD + TraceLayout.RECORD_ALIGNMENT);
    return 2 * records + (bytes + heads) / usable + 1;
  }

  /** Whether {@code pages} pages are free without growing. */
  public boolean hasFree(long pages) {
    return slab.freePages() >= pages;
  }

  /**
   * Whether {@code pages} pages and {@code traces} new traces fit without throwing anything out.
   */
  public boolean hasRoomFor(long pages, int traces) {
    return ensureIdsFor(traces)
        && heads.ensureAvailable(traces, take)
        && slab.ensureAvailable(pages, take);
  }

  private boolean ensureIdsFor(int traces) {
    while (!ids.hasRoomFor(traces)) {
      if (!allowance.take(ids.bytes() + orderBytes())) {
        return false;
      }
      ids.grow();
      for (TraceQueue queue : queues) {
        if (queue.order() != null) {
          queue.order().resize(ids.slots() / 2);
        }
      }
    }
    return true;
  }

  /**
   * Begins a trace that is not there, in queue {@link Queue#DECISION_WAIT}.
   *
   * @param arrivalNanos the clock when its first span arrived
   * @param deadline the tick at which it is due
   * @param bytes what will be appended first, so that it can lie in one piece
   */
  public int create(long idHigh, long idLow, long arrivalNanos, int deadline, int bytes) {
    int extent = slab.allocate(pages(bytes));
    slab.link(extent, ExtentSlab.NO_EXTENT);
    int trace = heads.allocate();
    heads.putInt(trace, TraceLayout.FIRST_EXTENT, extent);
    heads.putInt(trace, TraceLayout.LAST_EXTENT, extent);
    heads.putLong(trace, TraceLayout.ID_HIGH, idHigh);
    heads.putLong(trace, TraceLayout.ID_LOW, idLow);
    heads.putLong(trace, TraceLayout.EARLIEST, 0);
    heads.putLong(trace, TraceLayout.LATEST, 0);
    heads.putLong(trace, TraceLayout.PREDICATES, 0);
    heads.putLong(trace, TraceLayout.ARRIVAL, arrivalNanos);
    heads.putLong(trace, TraceLayout.RANDOMNESS, -1);
    heads.putInt(trace, TraceLayout.SPANS, 0);
    heads.putInt(trace, TraceLayout.SPAN_BYTES, 0);
    heads.putInt(trace, TraceLayout.PAGES, slab.pages(extent));
    heads.putInt(trace, TraceLayout.DEADLINE, deadline);
    heads.putInt(trace, TraceLayout.FILL, TraceLayout.FIRST_RECORD);
    int hash = hash(idHigh, idLow);
    queues[Queue.DECISION_WAIT.ordinal()].add(trace, hash);
    ids.put(hash, trace);
    return trace;
  }

  /**
   * Finds or keeps a context of a request, and holds it until {@link #releaseContext}.
   *
   * @param nowNanos the clock
   * @return its number, or a negative one if {@link #append} must store it with the spans
   */
  public int holdContext(SpanIndex index, int context, long nowNanos) {
    int held = contexts.hold(index, context);
    if (held == ContextTable.NONE && nowNanos - lastSweepNanos >= SWEEP_INTERVAL_NANOS) {
      lastSweepNanos = nowNanos;
      contexts.forgetUnusedSince(oldestArrival(nowNanos));
      held = contexts.hold(index, context);
    }
    return held;
  }

  /** The earliest arrival of all traces; looks at every one, so it is not asked for often. */
  private long oldestArrival(long nowNanos) {
    long age = 0;
    for (TraceQueue queue : queues) {
      for (int t = queue.oldest(); t != NO_TRACE; t = heads.getInt(t, TraceLayout.NEWER)) {
        age = Math.max(age, nowNanos - arrivalNanos(t));
      }
    }
    return nowNanos - age;
  }

  /** Ends what {@link #holdContext} began. */
  public void releaseContext(int context, long nowNanos) {
    contexts.release(context, nowNanos);
  }

  /**
   * Appends adjacent spans of one context to a trace: one record, one copy.
   *
   * @param context what {@link #holdContext} answered for their context
   * @param from the first span in {@code index}
   * @param to the span behind the last; all of {@code [from, to)} are adjacent in the request
   */
  public void append(int trace, int context, SpanIndex index, int from, int to) {
    int offset = index.spanOffset(from);
    int length = index.spanOffset(to - 1) + index.spanLength(to - 1) - offset;
    if (context >= 0) {
      beginRecord(trace, context, length);
    } else {
      appendInlineContext(trace, index, index.context(from), length);
    }
    write(trace, index.bytes(), offset, length);
    endRecord(trace);
    heads.putInt(trace, TraceLayout.SPANS, spans(trace) + (to - from));
    heads.putInt(trace, TraceLayout.SPAN_BYTES, spanBytes(trace) + length);
  }

  private void appendInlineContext(int trace, SpanIndex index, int context, int spanBytes) {
    int resource = index.contextResource(context);
    int resourceLength = index.resourceLength(resource);
    int scopeLength = index.scopeLength(context);
    beginRecord(
        trace,
        TraceLayout.INLINE,
        TraceLayout.INLINE_HEAD + resourceLength + scopeLength + spanBytes);
    putInt(inlineHead, 0, resourceLength);
    putInt(inlineHead, 4, scopeLength);
    write(trace, inlineHead, 0, inlineHead.length);
    write(trace, index.contextBytes(), index.resourceOffset(resource), resourceLength);
    write(trace, index.contextBytes(), index.scopeOffset(context), scopeLength);
  }

  private static void putInt(byte[] target, int at, int value) {
    for (int i = 0; i < 4; i++) {
      target[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private void beginRecord(int trace, int context, int length) {
    int fill = heads.getInt(trace, TraceLayout.FILL);
    int extent = heads.getInt(trace, TraceLayout.LAST_EXTENT);
    if (bytesOf(extent) - fill < TraceLayout.RECORD_HEAD) {
      extent = addExtent(trace, extent, length);
      fill = TraceLayout.FIRST_RECORD;
    }
    slab.putInt(extent, fill, context);
    slab.putInt(extent, fill + 4, length);
    heads.putInt(trace, TraceLayout.FILL, fill + TraceLayout.RECORD_HEAD);
  }

  private void write(int trace, byte[] source, int offset, int length) {
    int extent = heads.getInt(trace, TraceLayout.LAST_EXTENT);
    int fill = heads.getInt(trace, TraceLayout.FILL);
    int room = bytesOf(extent) - fill;
    int at = offset;
    int left = length;
    while (left > room) {
      slab.write(extent, fill, source, at, room);
      at += room;
      left -= room;
      extent = addExtent(trace, extent, left);
      fill = TraceLayout.FIRST_RECORD;
      room = bytesOf(extent) - fill;
    }
    slab.write(extent, fill, source, at, left);
    heads.putInt(trace, TraceLayout.FILL, fill + left);
  }

  private void endRecord(int trace) {
    heads.putInt(trace, TraceLayout.FILL, TraceLayout.align(heads.getInt(trace, TraceLayout.FILL)));
  }

  private int bytesOf(int extent) {
    return slab.pages(extent) * slab.pageBytes();
  }

  /** The pages of an extent for a record whose body, or what is left of it, has so many bytes. */
  private int pages(int bytes) {
    int most = ExtentSlab.MAX_PAGES * slab.pageBytes();
    int wanted = Math.min(TraceLayout.FIRST_RECORD + TraceLayout.RECORD_HEAD + bytes, most);
    return (wanted + slab.pageBytes() - 1) / slab.pageBytes();
  }

  private int addExtent(int trace, int last, int bytes) {
    int extent = slab.allocate(pages(bytes));
    slab.link(last, extent);
    slab.link(extent, ExtentSlab.NO_EXTENT);
    heads.putInt(trace, TraceLayout.LAST_EXTENT, extent);
    heads.putInt(
        trace, TraceLayout.PAGES, heads.getInt(trace, TraceLayout.PAGES) + slab.pages(extent));
    return extent;
  }

  /** Removes the trace and gives its pages back, in a time that does not depend on its size. */
  public void free(int trace) {
    queues[heads.getInt(trace, TraceLayout.QUEUE)].remove(trace);
    ids.remove(idHigh(trace), idLow(trace), trace);
    slab.freeChain(
        heads.getInt(trace, TraceLayout.FIRST_EXTENT),
        heads.getInt(trace, TraceLayout.LAST_EXTENT),
        heads.getInt(trace, TraceLayout.PAGES));
    heads.free(trace);
  }

  /** The first eight bytes of the trace ID. */
  public long idHigh(int trace) {
    return heads.getLong(trace, TraceLayout.ID_HIGH);
  }

  /** The last eight bytes of the trace ID. */
  public long idLow(int trace) {
    return heads.getLong(trace, TraceLayout.ID_LOW);
  }

  /** The earliest start in nanoseconds since the Unix epoch, unsigned; 0 if no span has one. */
  public long earliest(int trace) {
    return heads.getLong(trace, TraceLayout.EARLIEST);
  }

  /** The latest end in nanoseconds since the Unix epoch, unsigned; 0 if no span has one. */
  public long latest(int trace) {
    return heads.getLong(trace, TraceLayout.LATEST);
  }

  /** Sets {@link #earliest} and {@link #latest}. */
  public void putTimes(int trace, long earliest, long latest) {
    heads.putLong(trace, TraceLayout.EARLIEST, earliest);
    heads.putLong(trace, TraceLayout.LATEST, latest);
  }

  /** The bits that the span predicates have set. */
  public long predicates(int trace) {
    return heads.getLong(trace, TraceLayout.PREDICATES);
  }

  /** Sets {@link #predicates}. */
  public void putPredicates(int trace, long bits) {
    heads.putLong(trace, TraceLayout.PREDICATES, bits);
  }

  /** The clock in nanoseconds when the first span arrived. */
  public long arrivalNanos(int trace) {
    return heads.getLong(trace, TraceLayout.ARRIVAL);
  }

  /** The 56 bits of randomness that the spans carry explicitly, or -1. */
  public long randomness(int trace) {
    return heads.getLong(trace, TraceLayout.RANDOMNESS);
  }

  /** Sets {@link #randomness}. */
  public void putRandomness(int trace, long bits) {
    heads.putLong(trace, TraceLayout.RANDOMNESS, bits);
  }

  /** The number of spans. */
  public int spans(int trace) {
    return heads.getInt(trace, TraceLayout.SPANS);
  }

  /** The bytes of the spans, framing included. */
  public int spanBytes(int trace) {
    return heads.getInt(trace, TraceLayout.SPAN_BYTES);
  }

  /** The tick at which the trace is due. */
  public int deadline(int trace) {
    return heads.getInt(trace, TraceLayout.DEADLINE);
  }

  /** Sets {@link #deadline}. */
  public void putDeadline(int trace, int tick) {
    heads.putInt(trace, TraceLayout.DEADLINE, tick);
  }

  /** Takes traces out as batches; one at a time. */
  public SampledTraces sampledTraces(ByteArrays arrays) {
    return new SampledTraces(this, arrays);
  }

  RecordTable heads() {
    return heads;
  }

  ExtentSlab slab() {
    return slab;
  }

  ContextTable contexts() {
    return contexts;
  }

  @Override
  public void close() {
    for (TraceQueue queue : queues) {
      if (queue.order() != null) {
        queue.order().close();
      }
    }
    ids.close();
    heads.close();
    slab.close();
  }
}
