// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.auth.AuthResult;
import io.tailrace.time.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerificationsTest {

  private final FakeClock clock = new FakeClock();
  private final Verifications verifications = new Verifications(clock);
  private final BlockingQueue<AuthResult> results = new LinkedBlockingQueue<>();
  private final AtomicInteger checks = new AtomicInteger();

  @AfterEach
  void close() {
    verifications.close();
  }

  private AuthResult verify(String credentials, boolean right) {
    return verifications.verify(
        credentials.getBytes(StandardCharsets.UTF_8),
        () -> {
          checks.incrementAndGet();
          return right;
        },
        results::add);
  }

  private AuthResult next() throws InterruptedException {
    return results.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void verify_rightCredentials_areRememberedWithoutACheck() throws Exception {
    assertThat(verify("ann:a", true)).isEqualTo(AuthResult.PENDING);
    assertThat(next()).isEqualTo(AuthResult.ACCEPTED);
    clock.advance(Duration.ofDays(1));
    assertThat(verify("ann:a", false)).isEqualTo(AuthResult.ACCEPTED);
    assertThat(verify("ann:b", false)).isEqualTo(AuthResult.PENDING);
    assertThat(next()).isEqualTo(AuthResult.REFUSED);
    assertThat(checks).hasValue(2);
  }

  @Test
  void verify_wrongCredentials_areRememberedForAMinute() throws Exception {
    verify("ann:x", false);
    assertThat(next()).isEqualTo(AuthResult.REFUSED);
    clock.advance(Duration.ofSeconds(59));
    assertThat(verify("ann:x", false)).isEqualTo(AuthResult.REFUSED);
    assertThat(checks).hasValue(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(verify("ann:x", true)).isEqualTo(AuthResult.PENDING);
    assertThat(next()).isEqualTo(AuthResult.ACCEPTED);
  }

  @Test
  void verify_manyWrongOnes_doNotCrowdOutRightOnes() throws Exception {
    verify("ann:a", true);
    assertThat(next()).isEqualTo(AuthResult.ACCEPTED);
    for (int i = 0; i < Verifications.MAX_REMEMBERED + 10; i++) {
      verify("mallory:" + i, false);
      assertThat(next()).isEqualTo(AuthResult.REFUSED);
    }
    assertThat(verify("ann:a", false)).isEqualTo(AuthResult.ACCEPTED);
    assertThat(verify("mallory:0", false)).as("forgotten").isEqualTo(AuthResult.PENDING);
    assertThat(next()).isEqualTo(AuthResult.REFUSED);
  }

  @Test
  void verify_sameCredentialsAtOnce_areCheckedOnce_andTooManyOthersAreBusy() throws Exception {
    var running = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    verifications.verify(
        new byte[] {1},
        () -> {
          running.countDown();
          awaitUninterruptibly(goOn);
          return true;
        },
        results::add);
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(verifications.verify(new byte[] {1}, () -> false, results::add))
        .isEqualTo(AuthResult.PENDING);
    for (int i = 1; i < Verifications.MAX_WAITING; i++) {
      assertThat(verify("user:" + i, true)).isEqualTo(AuthResult.PENDING);
    }
    assertThat(verify("one:more", true)).isEqualTo(AuthResult.BUSY);
    goOn.countDown();
    for (int i = 0; i < Verifications.MAX_WAITING + 1; i++) {
      assertThat(next()).isEqualTo(AuthResult.ACCEPTED);
    }
    assertThat(verify("one:more", true)).isEqualTo(AuthResult.PENDING);
    assertThat(next()).isEqualTo(AuthResult.ACCEPTED);
    assertThat(results).isEmpty();
  }

  @Test
  void close_whoWaits_isToldToTryAgain() throws Exception {
    var running = new CountDownLatch(1);
    verifications.verify(
        new byte[] {1},
        () -> {
          running.countDown();
          awaitUninterruptibly(new CountDownLatch(1));
          return true;
        },
        results::add);
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    verifications.close();
    assertThat(next()).isEqualTo(AuthResult.BUSY);
    assertThat(verify("ann:a", true)).isEqualTo(AuthResult.BUSY);
  }

  /** Waits until the latch is open, or the thread is told to end. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
