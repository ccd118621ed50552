// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Thread-safe; cheap from many threads. */
public final class Counter {

  private final LongAdder value = new LongAdder();

  /** Adds one. */
  public void increment() {
    value.increment();
  }

  /** Adds {@code n} (expected: >= 0). */
  public void add(long n) {
    value.add(n);
  }

  /** The present value. */
  public long value() {
    return value.sum();
  }
}
