// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.otlp.SpanBatch;
import io.tailrace.processor.tailsampling.buffer.SampledTraces;
import io.tailrace.processor.tailsampling.buffer.TraceBuffer;
import io.tailrace.processor.tailsampling.buffer.TraceBuffer.Queue;
import io.tailrace.processor.tailsampling.decision.Decision;
import io.tailrace.processor.tailsampling.decision.DecisionMaker;
import io.tailrace.processor.tailsampling.decision.DecisionReason;
import io.tailrace.processor.tailsampling.policy.TraceFacts;
import io.tailrace.processor.tailsampling.tracestate.Thresholds;
import org.jspecify.annotations.Nullable;

/**
 * Decides the traces of a shard and lets them go: sampled ones to the {@link Outbox} in batches,
 * the others back to the slab. Used under the shard's lock.
 */
final class TraceDecider {

  /** The span bytes at which collected traces are written out as one batch. */
  private static final int BATCH_BYTES = 512 << 10;

  private static final long TICK_NANOS = 1_000_000_000L;

  private final TraceBuffer buffer;
  private final SampledTraces sampled;
  private final DecisionMaker decisions;
  private final DecidedTraces decided;
  private final TailSamplingMetrics metrics;
  private final Outbox outbox;
  private final @Nullable Thresholds thresholds;
  private final boolean keepsDropped;
  private final TraceFacts facts = new TraceFacts();

  TraceDecider(
      TraceBuffer buffer,
      DecisionMaker decisions,
      DecidedTraces decided,
      TailSamplingMetrics metrics,
      Outbox outbox,
      @Nullable Thresholds thresholds,
      boolean keepsDropped) {
    this.buffer = buffer;
    this.decisions = decisions;
    this.decided = decided;
    this.metrics = metrics;
    this.outbox = outbox;
    this.thresholds = thresholds;
    this.keepsDropped = keepsDropped;
    sampled = buffer.sampledTraces(outbox.arrays());
  }

  /** Decides a trace by the rules; it must not be used afterwards. */
  Decision decide(int trace, DecisionReason reason, int tick, long nowNanos) {
    readFacts(trace, buffer.predicates(trace));
    Decision decision = decisions.decide(facts);
    metrics.decided(decision, reason, decisions);
    int policy = decisions.decidingPolicy();
    decided.put(facts.idHigh, facts.idLow, decision, policy, tick);
    metrics.removalAge.record(nowNanos - buffer.arrivalNanos(trace));
    if (decision == Decision.SAMPLED) {
      if (thresholds != null) {
        thresholds.remember(facts.idHigh, facts.idLow, decisions.policy(policy).threshold());
      }
      buffer.move(trace, Queue.LEAVING);
      sampled.add(trace);
      if (sampled.spanBytes() >= BATCH_BYTES) {
        flush();
      }
    } else {
      letGo(trace);
    }
    return decision;
  }

  /** Whether a trace that was decided against would be sampled with these predicate bits. */
  boolean wouldBeSampled(int trace, long predicates) {
    readFacts(trace, predicates);
    return decisions.decide(facts) == Decision.SAMPLED;
  }

  private void readFacts(int trace, long predicates) {
    facts.idHigh = buffer.idHigh(trace);
    facts.idLow = buffer.idLow(trace);
    facts.predicates = predicates;
    facts.spans = buffer.spans(trace);
    facts.randomness = buffer.randomness(trace);
  }

  /** Lets late spans of a sampled trace carry the threshold that it was sampled with. */
  void rememberThreshold(long idHigh, long idLow, int entry) {
    int policy = DecidedTraces.policy(entry);
    if (thresholds != null && policy != DecisionMaker.NO_POLICY) {
      thresholds.remember(idHigh, idLow, decisions.policy(policy).threshold());
    }
  }

  /** Drops a trace without asking the policies. */
  void dropUndecided(int trace, DecisionReason reason, long nowNanos) {
    metrics.undecided(reason);
    metrics.removalAge.record(nowNanos - buffer.arrivalNanos(trace));
    buffer.free(trace);
  }

  private void letGo(int trace) {
    if (keepsDropped) {
      buffer.move(trace, Queue.RECLAIMABLE);
    } else {
      buffer.free(trace);
    }
  }

  /** Records how long after its time a trace is decided. */
  void recordLag(int trace, int tick) {
    metrics.decisionLag.record((tick - buffer.deadline(trace)) * TICK_NANOS);
  }

  /** Adds the time that policies took since the last call to the metrics. */
  void publishTimes() {
    for (int i = 0; i < decisions.policyCount(); i++) {
      metrics.addExecutionMicros(i, decisions.takeSpentNanos(i) / 1000);
    }
  }

  /**
   * Writes the sampled traces collected so far to the outbox. Until then they keep their pages, and
   * spans that still come for them leave with them.
   *
   * @return whether there were any
   */
  boolean flush() {
    if (sampled.count() == 0) {
      return false;
    }
    SpanBatch batch = sampled.writeAndFree();
    if (thresholds == null) {
      outbox.add(batch);
    } else {
      outbox.add(thresholds.apply(batch));
      batch.release();
    }
    return true;
  }
}
