// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.cli.traffic.TraceKind;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.cli.traffic.Verdict;
import io.tailrace.cli.traffic.VerifyingBackend;
import io.tailrace.net.EventLoops;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The generator against the sink, with nothing in between. */
class LoadGeneratorIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long TRACES = 2_000;

  private final SystemClock clock = new SystemClock();
  private final EventLoops serverLoops = new EventLoops(1);
  private final EventLoops loadLoops = new EventLoops(1);
  private final TraceLedger ledger = new TraceLedger(11);
  private final VerifyingBackend backend = new VerifyingBackend(ledger);

  @AfterEach
  void close() {
    loadLoops.close();
    serverLoops.close();
    clock.close();
  }

  private static Workload workload(long rate) {
    return new Workload(512, 430, 7, 0.02, 0.02, 0.1, Duration.ofMillis(20), 2, 4, rate, TRACES);
  }

  private void run(RequestHandler handler, long rate, boolean refuses) throws Exception {
    try (var server = OtlpServer.start(0, serverLoops, handler);
        var generator =
            new LoadGenerator(
                LoadProtocol.OTLP, workload(rate), server.address(), ledger, loadLoops, clock)) {
      generator.start();
      assertThat(generator.awaitDrained(LIMIT)).isTrue();
      assertThat(generator.acceptedSpans()).isEqualTo(TRACES * 7);
      assertThat(generator.failures()).isEmpty();
      assertThat(generator.refusals().isEmpty()).isEqualTo(!refuses);
    }
  }

  private void assertEverythingComplete() {
    Verdict verdict = ledger.verdict();
    assertThat(verdict.sum(Verdict.Tally::complete)).isEqualTo(TRACES);
    assertThat(verdict.sum(Verdict.Tally::sent)).isEqualTo(TRACES);
    assertThat(verdict.duplicateSpans()).isZero();
    assertThat(verdict.foreignSpans()).isZero();
    assertThat(verdict.tally(TraceKind.ERROR).sent()).isPositive();
  }

  @Test
  void closedLoop_straightToTheSink_isComplete() throws Exception {
    run(backend, 0, false);
    assertEverythingComplete();
  }

  @Test
  void fixedRate_straightToTheSink_isCompleteAndKeepsTheRate() throws Exception {
    long start = clock.nanoTime();
    run(backend, 20_000, false);
    assertThat(clock.nanoTime() - start).isGreaterThan(600_000_000L);
    assertEverythingComplete();
  }

  @Test
  void refusedRequests_areSentAgainAndCountedOnce() throws Exception {
    var requests = new AtomicInteger();
    run(
        (bytes, length) ->
            requests.incrementAndGet() % 3 == 0
                ? new RequestHandler.Answer.Unavailable(Duration.ofMillis(5))
                : backend.handle(bytes, length),
        0,
        true);
    assertEverythingComplete();
  }

  @Test
  void failingBackend_recovers_andNothingIsLost() throws Exception {
    var faults =
        new FaultyBackend.Faults(Duration.ofMillis(2), Duration.ZERO, Duration.ofMillis(300));
    run(new FaultyBackend(backend, faults, clock), 0, true);
    assertEverythingComplete();
  }
}
