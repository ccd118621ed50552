// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.time.Clock;
import java.time.Duration;

/**
 * A backend that answers late, or refuses everything for a while. What it refuses it does not take.
 */
final class FaultyBackend implements RequestHandler {

  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  private final RequestHandler next;
  private final Faults faults;
  private final Clock clock;
  private final long startNanos;

  /**
   * What is wrong with the backend; nothing if all are zero.
   *
   * @param slowBy how late it answers
   * @param failAfter when it begins to refuse, counted from its start
   * @param failFor how long it refuses
   */
  record Faults(Duration slowBy, Duration failAfter, Duration failFor) {

    /** A healthy backend. */
    static final Faults NONE = new Faults(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private boolean isFailingAt(long nanos) {
      long since = nanos - failAfter.toNanos();
      return since >= 0 && since < failFor.toNanos();
    }
  }

  FaultyBackend(RequestHandler next, Faults faults, Clock clock) {
    this.next = next;
    this.faults = faults;
    this.clock = clock;
    this.startNanos = clock.nanoTime();
  }

  @Override
  public Answer handle(byte[] bytes, int length) {
    if (faults.isFailingAt(clock.nanoTime() - startNanos)) {
      return new Answer.Unavailable(RETRY_AFTER);
    }
    Answer answer = next.handle(bytes, length);
    return answer instanceof Answer.Accept && faults.slowBy().isPositive()
        ? new Answer.AcceptAfter(faults.slowBy())
        : answer;
  }
}
