// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until a test moves it; what is due then runs in the test's thread. */
public final class FakeClock implements Clock {

  private final List<Entry> entries = new ArrayList<>();
  private long nanos = 1_000_000_000L;
  private long sequence;

  private record Entry(long at, long sequence, Runnable task) {}

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  @Override
  public synchronized long unixNanos() {
    return 1_577_880_000_000_000_000L + nanos;
  }

  @Override
  public synchronized Scheduled schedule(Duration delay, Runnable task) {
    var entry = new Entry(nanos + delay.toNanos(), sequence++, task);
    entries.add(entry);
    return () -> remove(entry);
  }

  /** Moves the time on and runs what falls due, each task at its own time. */
  public void advance(Duration duration) {
    long until = nanoTime() + duration.toNanos();
    for (Entry next = takeDue(until); next != null; next = takeDue(until)) {
      next.task().run();
    }
    synchronized (this) {
      nanos = until;
    }
  }

  /** The number of tasks that wait for their time. */
  public synchronized int pending() {
    return entries.size();
  }

  private synchronized void remove(Entry entry) {
    entries.remove(entry);
  }

  private synchronized Entry takeDue(long until) {
    var next =
        entries.stream()
            .filter(e -> e.at() <= until)
            .min(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::sequence));
    next.ifPresent(
        e -> {
          entries.remove(e);
          nanos = Math.max(nanos, e.at());
        });
    return next.orElse(null);
  }
}
