// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.component.Processor;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.Consumer;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The {@code tail_sampling} processor: holds the spans of a trace until the whole is known, decides
 * by policies, and hands on the sampled ones in batches.
 *
 * <p>Spans are taken on the caller's thread. One thread of the processor decides what is due once a
 * second and delivers; while the next component refuses, it waits, the outbox fills, and in the end
 * senders are refused: what was accepted is not lost.
 */
final class TailSamplingProcessor implements Processor {

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_RETRY = Duration.ofMillis(10);
  private static final Duration LONGEST_RETRY = Duration.ofMillis(500);

  private final TailSamplingConfig config;
  private final ComponentContext context;
  private final Consumer next;
  private final int cores;
  private final Clock clock;
  private final Logger log;
  private final Semaphore wake = new Semaphore(0);
  private final AtomicInteger dueTicks = new AtomicInteger();
  private volatile boolean stopping;
  private volatile @Nullable TailSampler sampler;
  private volatile @Nullable Deadline deadline;
  private @Nullable Thread thread;

  /** The spans that were sampled and then lost; counted by the sampling thread. */
  private long undeliveredSpans;

  private Clock.@Nullable Scheduled nextTick;

  TailSamplingProcessor(
      TailSamplingConfig config, ComponentContext context, Consumer next, int cores) {
    this.config = config;
    this.next = next;
    clock = context.clock();
    log = context.logger();
    this.context = context;
    this.cores = cores;
  }

  /** Makes the buffer, whose default size depends on what other components have said of memory. */
  @Override
  public synchronized void start() {
    var made = new TailSampler(config, context, cores, wake::release);
    sampler = made;
    thread = Thread.ofPlatform().name("tailrace-sampling").daemon().start(() -> run(made));
    scheduleTick();
  }

  private synchronized void scheduleTick() {
    if (!stopping) {
      nextTick = clock.schedule(TICK, this::ticked);
    }
  }

  private void ticked() {
    scheduleTick();
    dueTicks.incrementAndGet();
    wake.release();
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    TailSampler running = sampler;
    return stopping || running == null
        ? new ConsumeResult.Refused("not running", SHORTEST_RETRY)
        : running.consume(batch);
  }

  private void run(TailSampler sampler) {
    Runnable deliver = () -> deliver(sampler);
    try {
      while (!stopping) {
        wake.acquire();
        wake.drainPermits();
        deliver.run();
        while (!stopping && dueTicks.get() > 0) {
          dueTicks.decrementAndGet();
          sampler.tick(deliver);
        }
      }
      sampler.finish(config.dropPendingTracesOnShutdown(), deliver);
      deliver.run();
      if (undeliveredSpans > 0) {
        log.warn("{} sampled spans were not delivered in all", undeliveredSpans);
      }
    } catch (InterruptedException _) {
      log.warn("interrupted while traces were undecided");
    } catch (RuntimeException e) {
      log.error("sampling thread failed", e);
      throw e;
    }
  }

  /** Empties the outbox, waiting while the next component refuses. */
  private void deliver(TailSampler sampler) {
    Duration wait = SHORTEST_RETRY;
    for (SpanBatch batch = sampler.outbox().peek(); batch != null; ) {
      switch (next.consume(batch)) {
        case ConsumeResult.Accepted() -> {
          sampler.outbox().remove(batch);
          batch = sampler.outbox().peek();
          wait = SHORTEST_RETRY;
        }
        case ConsumeResult.Rejected(String reason) -> {
          undelivered(sampler, batch, reason);
          batch = sampler.outbox().peek();
        }
        case ConsumeResult.Refused(String reason, Duration _) -> {
          if (isOver()) {
            undelivered(sampler, batch, "deadline reached; " + reason);
            batch = sampler.outbox().peek();
          } else {
            pause(wait);
            wait =
                wait.multipliedBy(2).compareTo(LONGEST_RETRY) < 0
                    ? wait.multipliedBy(2)
                    : LONGEST_RETRY;
          }
        }
      }
    }
  }

  private boolean isOver() {
    Deadline end = deadline;
    return Thread.currentThread().isInterrupted() || (end != null && end.isExpired());
  }

  private void undelivered(TailSampler sampler, SpanBatch batch, String reason) {
    sampler.outbox().remove(batch);
    sampler.metrics().undeliveredSpans.add(batch.spanCount());
    undeliveredSpans += batch.spanCount();
    log.warn("{} sampled spans were not delivered: {}", batch.spanCount(), reason);
  }

  private static void pause(Duration time) {
    java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
  }

  /** Decides what is undecided, delivers it until the deadline, and frees the buffer. */
  @Override
  public void stop(Deadline stopDeadline) {
    Thread running;
    synchronized (this) {
      if (stopping) {
        return;
      }
      deadline = stopDeadline;
      stopping = true;
      if (nextTick != null) {
        nextTick.cancel();
      }
      running = thread;
    }
    wake.release();
    if (running != null) {
      join(running, stopDeadline);
    }
    TailSampler stopped = sampler;
    if (stopped != null) {
      stopped.close();
    }
  }

  private static void join(Thread running, Deadline stopDeadline) {
    try {
      if (!running.join(Duration.ofNanos(stopDeadline.remainingNanos()).plusMillis(100))) {
        running.interrupt();
        running.join(TimeUnit.SECONDS.toMillis(1));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
