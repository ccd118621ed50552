// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanBatchWriter;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.processor.tailsampling.buffer.TraceBuffer;
import io.tailrace.processor.tailsampling.buffer.TraceBuffer.Queue;
import io.tailrace.processor.tailsampling.decision.Decision;
import io.tailrace.processor.tailsampling.decision.DecisionMaker;
import io.tailrace.processor.tailsampling.decision.DecisionReason;
import io.tailrace.processor.tailsampling.policy.SpanPredicates;
import io.tailrace.processor.tailsampling.tracestate.Thresholds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One part of the traces, by trace ID: a buffer, the rules, and the memory of what was decided.
 *
 * <p>Every method takes the shard's lock for a short, bounded time: event loops append under it,
 * the sampling thread decides under it in slices. Nothing is handed to the next consumer while it
 * is held; what leaves goes to the {@link Outbox}.
 *
 * <p>Time is counted in ticks of one second. A trace with {@code decision_wait} N is due at tick N
 * + 1 after its first span, as in the collector: between N and N + 1 seconds later.
 */
final class Shard implements AutoCloseable {

  /** A context of a request that was not looked up yet. */
  static final int UNKNOWN_CONTEXT = Integer.MIN_VALUE;

  /**
   * Pages beyond the immediate need that an eviction frees, so that it is not done for every span.
   */
  private static final int EVICTION_SLACK_PAGES = 256;

  /** The most traces decided without giving up the lock. */
  private static final int SLICE_TRACES = 128;

  /** Traces evicted between two looks at how much room there is. */
  private static final int EVICTION_STEP = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final int number;
  private final ShardSettings settings;
  private final TraceBuffer buffer;
  private final SpanPredicates predicates;
  private final TailSamplingMetrics metrics;
  private final Outbox outbox;
  private final DecidedTraces decided;
  private final TraceDecider decider;
  private final @Nullable Thresholds thresholds;

  private int tick;
  private long nowNanos;
  private long reservedPages;
  private int reservedTraces;
  private int[] late = new int[16];
  private int lateCount;

  /** The hashes of the traces of a request, or of a slice; more than a slice has if need be. */
  private int[] hashes = new int[SLICE_TRACES];

  Shard(
      int number,
      ShardSettings settings,
      DecisionMaker decisions,
      SpanPredicates predicates,
      TailSamplingMetrics metrics,
      Outbox outbox,
      @Nullable Thresholds thresholds) {
    this.number = number;
    this.settings = settings;
    this.predicates = predicates;
    this.metrics = metrics;
    this.outbox = outbox;
    this.thresholds = thresholds;
    buffer =
        new TraceBuffer(
            settings.bufferBytes(),
            settings.pageBytes(),
            settings.seed(),
            settings.expectedTraces());
    decided = new DecidedTraces(settings);
    decider =
        new TraceDecider(
            buffer, decisions, decided, metrics, outbox, thresholds, settings.reviveDropped());
  }

  /**
   * Makes room for this shard's part of a request, deciding the oldest traces early if there is
   * none.
   *
   * @param now the clock in nanoseconds
   * @return whether {@link #append} may follow; if not, nothing of the request was taken
   */
  boolean reserve(SpanIndex index, Routing routing, long now) {
    lock.lock();
    try {
      nowNanos = now;
      if (settings.blockOnOverflow() && isBlocked(index, routing)) {
        return false;
      }
      long inlineBytes = useContexts(index, routing);
      int runs = routing.runsOf(number);
      long pages = buffer.pagesFor(runs, routing.bytesOf(number) + inlineBytes);
      routing.putPages(number, pages);
      reservedPages += pages;
      reservedTraces += runs;
      boolean fits = makeRoom();
      if (!fits) {
        endReservation(routing);
      }
      return fits;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what {@link #reserve} confirmed. */
  void cancel(Routing routing) {
    lock.lock();
    try {
      endReservation(routing);
    } finally {
      lock.unlock();
    }
  }

  private void endReservation(Routing routing) {
    reservedPages -= routing.pages(number);
    reservedTraces -= routing.runsOf(number);
    for (int c = 0; c < routing.contextCount(); c++) {
      int used = routing.context(number, c);
      if (used >= 0) {
        buffer.releaseContext(used, nowNanos);
      }
    }
  }

  /** Looks up the contexts of this shard's runs; returns the bytes of those that have no room. */
  private long useContexts(SpanIndex index, Routing routing) {
    long inlineBytes = 0;
    for (int run = 0; run < routing.runs(); run++) {
      if (routing.shard(run) != number) {
        continue;
      }
      int c = index.context(routing.from(run));
      int known = routing.context(number, c);
      if (known == UNKNOWN_CONTEXT) {
        known = buffer.holdContext(index, c, nowNanos);
        routing.putContext(number, c, known);
      }
      if (known < 0) {
        inlineBytes += 8L + index.scopeLength(c) + index.resourceLength(index.contextResource(c));
      }
    }
    return inlineBytes;
  }

  private boolean makeRoom() {
    while (!buffer.hasFree(reservedPages) && reclaimOldest()) {}
    if (buffer.hasRoomFor(reservedPages, reservedTraces)) {
      return true;
    }
    while (!buffer.hasRoomFor(reservedPages + EVICTION_SLACK_PAGES, reservedTraces)) {
      if (!evictSome()) {
        return buffer.hasRoomFor(reservedPages, reservedTraces);
      }
    }
    return true;
  }

  private boolean reclaimOldest() {
    int trace = buffer.oldest(Queue.RECLAIMABLE);
    if (trace == TraceBuffer.NO_TRACE) {
      return false;
    }
    buffer.free(trace);
    return true;
  }

  /** Decides some of the oldest traces; whether that can have made room. */
  private boolean evictSome() {
    for (int i = 0; i < EVICTION_STEP && !outbox.isFull(); i++) {
      int trace = oldestUndecided();
      if (trace == TraceBuffer.NO_TRACE) {
        return decider.flush();
      }
      decider.decide(trace, DecisionReason.EVICTED, tick, nowNanos);
      if (settings.reviveDropped()) {
        reclaimOldest();
      }
    }
    return !outbox.isFull() || decider.flush();
  }

  private int oldestUndecided() {
    int waiting = buffer.oldest(Queue.DECISION_WAIT);
    int rooted = buffer.oldest(Queue.AFTER_ROOT);
    if (waiting == TraceBuffer.NO_TRACE) {
      return rooted != TraceBuffer.NO_TRACE ? rooted : buffer.oldest(Queue.NEXT_TICK);
    }
    if (rooted == TraceBuffer.NO_TRACE) {
      return waiting;
    }
    return buffer.arrivalNanos(rooted) - buffer.arrivalNanos(waiting) < 0 ? rooted : waiting;
  }

  /** Whether {@code num_traces} is reached and the request would begin new traces. */
  private boolean isBlocked(SpanIndex index, Routing routing) {
    if (undecided() == 0) {
      return false;
    }
    var begun = new HashSet<List<Long>>();
    for (int run = 0; run < routing.runs(); run++) {
      int span = routing.from(run);
      long high = index.traceIdHigh(span);
      long low = index.traceIdLow(span);
      if (routing.shard(run) == number
          && buffer.find(high, low) == TraceBuffer.NO_TRACE
          && decided.lookUp(high, low) == DecidedTraces.UNKNOWN) {
        begun.add(List.of(high, low));
      }
    }
    return !begun.isEmpty() && undecided() + begun.size() > settings.numTraces();
  }

  /** Appends this shard's part of a request; {@link #reserve} came before. */
  void append(SpanIndex index, Routing routing) {
    lock.lock();
    try {
      lateCount = 0;
      readAhead(index, routing);
      for (int run = 0; run < routing.runs(); run++) {
        if (routing.shard(run) == number) {
          appendRun(index, routing, routing.from(run), routing.to(run));
        }
      }
      endReservation(routing);
      if (lateCount > 0) {
        forwardLate(index);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Prepares looking for the traces of a request. */
  private void readAhead(SpanIndex index, Routing routing) {
    if (hashes.length < routing.runs()) {
      hashes = new int[routing.runs()];
    }
    int count = 0;
    for (int run = 0; run < routing.runs(); run++) {
      if (routing.shard(run) == number) {
        int span = routing.from(run);
        hashes[count++] = buffer.hash(index.traceIdHigh(span), index.traceIdLow(span));
      }
    }
    buffer.readAhead(hashes, count);
    decided.readAhead(hashes, count);
    buffer.readAheadPages(count);
  }

  private void appendRun(SpanIndex index, Routing routing, int from, int to) {
    long high = index.traceIdHigh(from);
    long low = index.traceIdLow(from);
    int bytes = index.spanOffset(to - 1) + index.spanLength(to - 1) - index.spanOffset(from);
    int trace = buffer.find(high, low);
    if (trace == TraceBuffer.NO_TRACE) {
      int entry = decided.lookUp(high, low);
      if (entry != DecidedTraces.UNKNOWN) {
        meetDecision(entry, index, from, to);
        return;
      }
      trace = begin(high, low, bytes);
    } else if (settings.reviveDropped() && buffer.queue(trace) == Queue.RECLAIMABLE) {
      if (!revive(trace, index, from, to)) {
        meetDecision(decided.lookUp(high, low), index, from, to);
        return;
      }
    }
    boolean leaving = buffer.queue(trace) == Queue.LEAVING;
    if (!leaving && buffer.spanBytes(trace) + (long) bytes > settings.maximumTraceSizeBytes()) {
      dropTooLarge(trace, high, low);
      return;
    }
    boolean root = observe(trace, index, from, to);
    buffer.append(trace, routing.context(number, index.context(from)), index, from, to);
    if (root && settings.rootWaitTicks() > 0) {
      rootReceived(trace);
    }
  }

  private int begin(long high, long low, int bytes) {
    metrics.newTraces.increment();
    while (undecided() + decided.inMemory() >= settings.numTraces()) {
      if (!decided.forgetOldest()) {
        metrics.droppedTooEarly.increment();
        decider.dropUndecided(oldestUndecided(), DecisionReason.NUM_TRACES, nowNanos);
      }
    }
    return buffer.create(high, low, nowNanos, tick + settings.waitTicks(), bytes);
  }

  /** Lets every span of a run change the aggregates; whether one of them is a root. */
  private boolean observe(int trace, SpanIndex index, int from, int to) {
    long earliest = buffer.earliest(trace);
    long latest = buffer.latest(trace);
    long bits = buffer.predicates(trace);
    boolean root = false;
    for (int i = from; i < to; i++) {
      long start = index.startUnixNano(i);
      long end = index.endUnixNano(i);
      if (earliest == 0 || Long.compareUnsigned(start, earliest) < 0) {
        earliest = start;
      }
      if (latest == 0 || Long.compareUnsigned(end, latest) > 0) {
        latest = end;
      }
      bits = predicates.afterSpan(bits, index.statusCode(i), earliest, latest);
      root |= index.isRoot(i);
    }
    buffer.putTimes(trace, earliest, latest);
    buffer.putPredicates(trace, bits);
    if (thresholds != null) {
      buffer.putRandomness(trace, thresholds.observe(buffer.randomness(trace), index, from, to));
    }
    return root;
  }

  private void rootReceived(int trace) {
    int due = tick + settings.rootWaitTicks();
    if (buffer.queue(trace) == Queue.DECISION_WAIT && due < buffer.deadline(trace)) {
      buffer.putDeadline(trace, due);
      buffer.move(trace, Queue.AFTER_ROOT);
    }
  }

  private void dropTooLarge(int trace, long high, long low) {
    metrics.tooLarge.increment();
    decided.put(high, low, Decision.NOT_SAMPLED, DecisionMaker.NO_POLICY, tick);
    decider.dropUndecided(trace, DecisionReason.TOO_LARGE, nowNanos);
  }

  /** Brings back a trace that was decided against, if it would be sampled with these spans. */
  private boolean revive(int trace, SpanIndex index, int from, int to) {
    long before = buffer.predicates(trace);
    long earliest = buffer.earliest(trace);
    long latest = buffer.latest(trace);
    observe(trace, index, from, to);
    if (!decider.wouldBeSampled(trace, buffer.predicates(trace))) {
      buffer.putPredicates(trace, before);
      buffer.putTimes(trace, earliest, latest);
      return false;
    }
    decided.remove(buffer.idHigh(trace), buffer.idLow(trace));
    buffer.putDeadline(trace, tick + 1);
    buffer.move(trace, Queue.NEXT_TICK);
    return true;
  }

  /** Treats late spans as their trace was treated. */
  private void meetDecision(int entry, SpanIndex index, int from, int to) {
    int spans = to - from;
    boolean isSampled = DecidedTraces.isSampled(entry);
    if (decided.isCached(entry)) {
      (isSampled ? metrics.earlySampledSpans : metrics.earlyNotSampledSpans).add(spans);
    } else {
      metrics.lateSpanAge.record(DecidedTraces.ageTicks(entry, tick) * 1_000_000_000L);
    }
    if (!isSampled) {
      metrics.lateSpansDropped.add(spans);
      return;
    }
    if (lateCount + spans > late.length) {
      late = Arrays.copyOf(late, Math.max(lateCount + spans, late.length * 2));
    }
    for (int i = from; i < to; i++) {
      late[lateCount++] = i;
    }
    decider.rememberThreshold(index.traceIdHigh(from), index.traceIdLow(from), entry);
  }

  private void forwardLate(SpanIndex index) {
    SpanBatch batch = SpanBatchWriter.write(index, late, lateCount);
    outbox.add(thresholds == null ? batch : thresholds.apply(batch));
  }

  /**
   * Decides a slice of what is due.
   *
   * @return whether more is due now
   */
  boolean decideDue(int newTick, long now) {
    lock.lock();
    try {
      tick = newTick;
      nowNanos = now;
      readAhead(nextDue());
      int count = 0;
      while (count < SLICE_TRACES && !outbox.isFull()) {
        int trace = nextDue();
        if (trace == TraceBuffer.NO_TRACE) {
          break;
        }
        decider.recordLag(trace, tick);
        decider.decide(trace, reason(buffer.queue(trace)), tick, now);
        count++;
      }
      boolean more = nextDue() != TraceBuffer.NO_TRACE;
      if (!more) {
        decider.flush();
      }
      return more;
    } finally {
      lock.unlock();
    }
  }

  /** Adds the time that policies took to the metrics. */
  void publishTimes() {
    lock.lock();
    try {
      decider.publishTimes();
    } finally {
      lock.unlock();
    }
  }

  /** Prepares a slice of decisions, beginning with a trace. */
  private void readAhead(int first) {
    if (first == TraceBuffer.NO_TRACE) {
      return;
    }
    int count = buffer.readAhead(first, hashes, SLICE_TRACES);
    decided.readAhead(hashes, count);
    decided.readAheadOldest(hashes, count);
  }

  private int nextDue() {
    int trace = due(Queue.NEXT_TICK);
    if (trace == TraceBuffer.NO_TRACE) {
      trace = due(Queue.AFTER_ROOT);
    }
    return trace == TraceBuffer.NO_TRACE ? due(Queue.DECISION_WAIT) : trace;
  }

  private int due(Queue queue) {
    int trace = buffer.oldest(queue);
    return trace != TraceBuffer.NO_TRACE && buffer.deadline(trace) - tick <= 0
        ? trace
        : TraceBuffer.NO_TRACE;
  }

  private static DecisionReason reason(Queue queue) {
    return switch (queue) {
      case AFTER_ROOT -> DecisionReason.ROOT_RECEIVED;
      case NEXT_TICK -> DecisionReason.REVIVED;
      case DECISION_WAIT, RECLAIMABLE, LEAVING -> DecisionReason.DECISION_WAIT;
    };
  }

  /**
   * Decides, or drops, a slice of all that is undecided, because the collector stops.
   *
   * @return whether there is more
   */
  boolean finish(boolean dropPending, long now) {
    lock.lock();
    try {
      for (int i = 0; i < SLICE_TRACES && !outbox.isFull(); i++) {
        int trace = oldestUndecided();
        if (trace == TraceBuffer.NO_TRACE) {
          break;
        }
        if (dropPending) {
          decider.dropUndecided(trace, DecisionReason.SHUTDOWN, now);
        } else {
          decider.decide(trace, DecisionReason.SHUTDOWN, tick, now);
        }
      }
      decider.flush();
      return undecided() > 0;
    } finally {
      lock.unlock();
    }
  }

  private int undecided() {
    return buffer.size(Queue.DECISION_WAIT)
        + buffer.size(Queue.AFTER_ROOT)
        + buffer.size(Queue.NEXT_TICK);
  }

  /** The figures of one shard, taken together. */
  record Figures(
      int undecidedTraces,
      int tracesInMemory,
      long usedBytes,
      long allocatedBytes,
      long oldestNanos) {}

  /** The shard's present figures; {@code oldestNanos} is the age of the oldest undecided trace. */
  Figures figures(long now) {
    lock.lock();
    try {
      int oldest = oldestUndecided();
      return new Figures(
          undecided(),
          undecided() + decided.inMemory(),
          buffer.usedBytes(),
          buffer.allocatedBytes(),
          oldest == TraceBuffer.NO_TRACE ? 0 : now - buffer.arrivalNanos(oldest));
    } finally {
      lock.unlock();
    }
  }

  /** Frees the buffer; the shard must not be used afterwards. */
  @Override
  public void close() {
    lock.lock();
    try {
      buffer.close();
      decided.close();
    } finally {
      lock.unlock();
    }
  }
}
