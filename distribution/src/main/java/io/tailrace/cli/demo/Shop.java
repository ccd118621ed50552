// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.TraceIds;
import io.tailrace.cli.traffic.TraceKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The customers of the shop: makes traces, three in a hundred with an error and three that are
 * slow. Used by one thread; what it has made may be read by others.
 */
final class Shop {

  private static final double ERROR_SHARE = 0.03;
  private static final double SLOW_SHARE = 0.03;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final int run;
  private final AtomicLongArray made = new AtomicLongArray(TraceKind.values().length);
  private long sequence;

  Shop(int run) {
    this.run = run;
  }

  /** How many traces of a kind were made. */
  long made(TraceKind kind) {
    return made.get(kind.ordinal());
  }

  /**
   * Makes traces that have just ended.
   *
   * @return what each service has to send
   */
  Collection<ServiceBatch> traces(int count, long nowUnixNano) {
    var batches = new EnumMap<Service, ServiceBatch>(Service.class);
    for (int i = 0; i < count; i++) {
      addTrace(batches, nowUnixNano);
    }
    return batches.values();
  }

  private void addTrace(Map<Service, ServiceBatch> batches, long nowUnixNano) {
    Story story = Story.of(sequence);
    TraceKind kind = kind(sequence);
    int spans = story.steps().size();
    long low = TraceIds.low(run, kind, spans, sequence);
    int millis = story.millis() + (kind == TraceKind.SLOW ? StorySpan.SLOW_MILLIS : 0);
    long start = nowUnixNano - millis * NANOS_PER_MILLI;
    for (int n = 0; n < spans; n++) {
      Step step = story.steps().get(n);
      batches
          .computeIfAbsent(step.service(), ServiceBatch::new)
          .add(step.scope(), low, n, StorySpan.encode(story, low, n, start));
    }
    made.incrementAndGet(kind.ordinal());
    sequence++;
  }

  private static TraceKind kind(long sequence) {
    double fraction = TraceIds.fraction(sequence);
    if (fraction < ERROR_SHARE) {
      return TraceKind.ERROR;
    }
    return fraction < ERROR_SHARE + SLOW_SHARE ? TraceKind.SLOW : TraceKind.NORMAL;
  }
}
