// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.component.ComponentContext;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.processor.tailsampling.decision.DecisionMaker;
import io.tailrace.processor.tailsampling.policy.CompiledPolicies;
import io.tailrace.processor.tailsampling.tracestate.Thresholds;
import io.tailrace.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a processor and the way of spans into them. Has no thread of its own: whoever calls
 * {@link #tick} and empties the {@link Outbox} is the sampling thread.
 */
final class TailSampler implements AutoCloseable {

  /** The gate that reads and writes the OpenTelemetry tracestate (source: the collector). */
  static final String USE_TRACE_STATE = "processor.tailsamplingprocessor.usetracestate";

  private static final long MIB = 1 << 20;
  private static final long SMALLEST_SHARD_BYTES = 8 * MIB;
  private static final long MAX_OUTPUT_BYTES = 32 * MIB;
  private static final int SMALLEST_SHARD_TRACES = 10_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Shard[] shards;
  private final long seed = new SecureRandom().nextLong();
  private final TailSamplingMetrics metrics;
  private final Outbox outbox;
  private final Clock clock;
  private final long limitBytes;
  private final ThreadLocal<Routing> routings = ThreadLocal.withInitial(Routing::new);
  private final MemoryBudget memory;
  private long countedBytes;
  private int tick;

  TailSampler(TailSamplingConfig config, ComponentContext context, int cores, Runnable wake) {
    clock = context.clock();
    memory = context.memory();
    limitBytes = config.buffer().limitBytes(context.memory().processLimitBytes());
    int count = shards(config, limitBytes, cores);
    CompiledPolicies policies = CompiledPolicies.of(config.policies());
    metrics =
        new TailSamplingMetrics(context.metrics(), context.id(), decisionMaker(policies, config));
    long outputBytes = Math.min(MAX_OUTPUT_BYTES, context.memory().limit(MemoryTag.SAMPLED_OUTPUT));
    outbox = new Outbox(context.memory(), outputBytes, wake);
    shards = new Shard[count];
    for (int i = 0; i < count; i++) {
      shards[i] =
          new Shard(
              i,
              ShardSettings.of(config, limitBytes, count, seed),
              decisionMaker(policies, config),
              policies.predicates(),
              metrics,
              outbox,
              thresholds(context));
    }
    context.memory().setLimit(MemoryTag.TRACE_BUFFER, limitBytes);
    registerGauges();
  }

  private DecisionMaker decisionMaker(CompiledPolicies policies, TailSamplingConfig config) {
    return new DecisionMaker(policies.policies(), config.sampleOnFirstMatch(), clock::nanoTime);
  }

  private @Nullable Thresholds thresholds(ComponentContext context) {
    return context.featureGates().contains(USE_TRACE_STATE)
        ? new Thresholds(metrics.unparseableTraceState::add)
        : null;
  }

  private static int shards(TailSamplingConfig config, long limitBytes, int cores) {
    if (config.numShards() > 0) {
      return config.numShards();
    }
    long most = Math.min(cores, limitBytes / SMALLEST_SHARD_BYTES);
    if (config.numTraces() > 0) {
      most = Math.min(most, config.numTraces() / SMALLEST_SHARD_TRACES);
    }
    return (int) Math.max(1, most);
  }

  /** Takes a request: every span of it, or none. */
  ConsumeResult consume(SpanBatch batch) {
    if (outbox.isFull()) {
      return refuse(batch, "sampled traces wait for the next component");
    }
    if (batch.length() > limitBytes / shards.length / 2) {
      return new ConsumeResult.Rejected(
          "request of "
              + batch.length()
              + " bytes (expected: at most half of a shard of the trace buffer, "
              + limitBytes / shards.length / 2
              + " bytes)");
    }
    SpanIndex index = batch.index();
    Routing routing = routings.get();
    routing.route(index, seed, shards.length);
    long now = clock.nanoTime();
    for (int i = 0; i < shards.length; i++) {
      if (!shards[i].reserve(index, routing, now)) {
        for (int done = 0; done < i; done++) {
          shards[done].cancel(routing);
        }
        return refuse(batch, "trace buffer full");
      }
    }
    for (Shard shard : shards) {
      shard.append(index, routing);
    }
    return ConsumeResult.ACCEPTED;
  }

  private ConsumeResult refuse(SpanBatch batch, String reason) {
    metrics.refusedSpans.add(batch.spanCount());
    return new ConsumeResult.Refused(reason, RETRY_AFTER);
  }

  Outbox outbox() {
    return outbox;
  }

  TailSamplingMetrics metrics() {
    return metrics;
  }

  /**
   * Lets a second pass and decides what is due.
   *
   * @param deliver empties the outbox; called between slices, while no lock is held
   */
  void tick(Runnable deliver) {
    tick++;
    long start = clock.nanoTime();
    for (Shard shard : shards) {
      boolean more = true;
      while (more) {
        more = shard.decideDue(tick, clock.nanoTime());
        deliver.run();
        more &= !outbox.isFull();
      }
      shard.publishTimes();
    }
    countMemory();
    metrics.decisionTimer.record(clock.nanoTime() - start);
  }

  /** Lets the budget know what the buffers have taken since the last tick. */
  private void countMemory() {
    long now = (long) sum(Shard.Figures::allocatedBytes);
    memory.reserve(MemoryTag.TRACE_BUFFER, now - countedBytes);
    countedBytes = now;
  }

  /** Decides, or drops, everything that is undecided. */
  void finish(boolean dropPending, Runnable deliver) {
    for (Shard shard : shards) {
      boolean more = true;
      while (more) {
        more = shard.finish(dropPending, clock.nanoTime());
        deliver.run();
        more &= !outbox.isFull();
      }
    }
  }

  private void registerGauges() {
    metrics.gauge(
        "sampling_traces_on_memory",
        "{traces}",
        "Traces in memory, those included that are decided and remembered.",
        () -> sum(Shard.Figures::tracesInMemory));
    metrics.gauge(
        "undecided_traces",
        "{traces}",
        "Traces that wait for their decision.",
        () -> sum(Shard.Figures::undecidedTraces));
    metrics.gauge(
        "buffer_bytes",
        "By",
        "Bytes of the trace buffer in use: pages, index and contexts.",
        () -> sum(Shard.Figures::usedBytes));
    metrics.gauge(
        "buffer_allocated_bytes",
        "By",
        "Bytes that the trace buffer has taken from the system.",
        () -> sum(Shard.Figures::allocatedBytes));
    metrics.gauge("buffer_limit_bytes", "By", "The bound of the trace buffer.", () -> limitBytes);
    metrics.gauge(
        "output_bytes",
        "By",
        "Bytes of sampled traces that wait for the next component.",
        outbox::bytes);
    metrics.gauge(
        "oldest_undecided_age",
        "s",
        "Age of the oldest undecided trace.",
        () -> {
          long now = clock.nanoTime();
          long oldest = 0;
          for (Shard shard : shards) {
            oldest = Math.max(oldest, shard.figures(now).oldestNanos());
          }
          return oldest / 1e9;
        });
  }

  private double sum(java.util.function.ToLongFunction<Shard.Figures> figure) {
    long sum = 0;
    for (Shard shard : shards) {
      sum += figure.applyAsLong(shard.figures(clock.nanoTime()));
    }
    return sum;
  }

  /** Frees the buffers. */
  @Override
  public void close() {
    memory.release(MemoryTag.TRACE_BUFFER, countedBytes);
    countedBytes = 0;
    for (Shard shard : shards) {
      shard.close();
    }
  }
}
