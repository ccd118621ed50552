// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import io.tailrace.auth.AuthResult;
import io.tailrace.time.Clock;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies credentials whose hash takes long, each only once, on one thread of its own. What was
 * found is remembered under an HMAC of the credentials with a key of this process: those that are
 * right until they are crowded out, those that are wrong for a minute. Everything is bounded: at
 * most {@value #MAX_WAITING} credentials wait for the thread, and {@value #MAX_REMEMBERED} of each
 * kind are remembered; wrong ones cannot crowd out right ones. Thread-safe.
 */
final class Verifications implements AutoCloseable {

  static final int MAX_WAITING = 64;
  static final int MAX_REMEMBERED = 1024;

  private static final long REFUSED_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger("extension.basicauth");
  private static final String HMAC = "HmacSHA256";

  private final Clock clock;
  private final SecretKeySpec key;
  private final ThreadPoolExecutor thread;
  private final Map<ByteBuffer, Long> accepted = bounded();
  private final Map<ByteBuffer, Long> refused = bounded();
  private final Map<ByteBuffer, List<Consumer<AuthResult>>> waiting = new HashMap<>();

  Verifications(Clock clock) {
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, HMAC);
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tailrace-auth").daemon().factory());
    thread.allowCoreThreadTimeOut(true);
  }

  private static Map<ByteBuffer, Long> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  /**
   * Decides on credentials, at once if they are known.
   *
   * @param check looks whether they are right; runs on the thread
   * @param later takes the result if {@code PENDING} is returned, on the thread
   */
  AuthResult verify(byte[] credentials, BooleanSupplier check, Consumer<AuthResult> later) {
    ByteBuffer id = id(credentials);
    synchronized (this) {
      AuthResult known = remembered(id);
      if (known != null) {
        return known;
      }
      List<Consumer<AuthResult>> others = waiting.get(id);
      if (others != null) {
        others.add(later);
        return AuthResult.PENDING;
      }
      if (waiting.size() >= MAX_WAITING || thread.isShutdown()) {
        return AuthResult.BUSY;
      }
      waiting.put(id, new ArrayList<>(List.of(later)));
      thread.execute(() -> run(id, check));
      return AuthResult.PENDING;
    }
  }

  private @Nullable AuthResult remembered(ByteBuffer id) {
    if (accepted.get(id) != null) {
      return AuthResult.ACCEPTED;
    }
    Long since = refused.get(id);
    if (since == null) {
      return null;
    }
    if (clock.nanoTime() - since < REFUSED_NANOS) {
      return AuthResult.REFUSED;
    }
    refused.remove(id);
    return null;
  }

  private void run(ByteBuffer id, BooleanSupplier check) {
    boolean right = false;
    try {
      right = check.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.error("a password could not be verified: this is a bug", e);
    }
    List<Consumer<AuthResult>> listeners;
    synchronized (this) {
      (right ? accepted : refused).put(id, clock.nanoTime());
      listeners = waiting.remove(id);
    }
    if (listeners != null) {
      AuthResult result = right ? AuthResult.ACCEPTED : AuthResult.REFUSED;
      listeners.forEach(listener -> listener.accept(result));
    }
  }

  private ByteBuffer id(byte[] credentials) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return ByteBuffer.wrap(mac.doFinal(credentials));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  /** Ends the thread; who still waits is told to try again. */
  @Override
  public void close() {
    thread.shutdownNow();
    List<List<Consumer<AuthResult>>> left;
    synchronized (this) {
      left = List.copyOf(waiting.values());
      waiting.clear();
    }
    left.forEach(listeners -> listeners.forEach(listener -> listener.accept(AuthResult.BUSY)));
  }
}
