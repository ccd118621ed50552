// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM and SIGINT.
 *
 * <p>A shutdown hook could neither make the exit code 0 nor see a second signal. The only interface
 * of the JDK that can is {@code sun.misc.Signal} (module {@code jdk.unsupported}); the compiler
 * cannot be told to accept it without a warning, so it is called by reflection.
 */
final class ProcessSignals implements StopSignals {

  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  private final AtomicInteger received = new AtomicInteger();

  @Override
  public void listen(Runnable onStop) {
    try {
      handle("INT", SIGINT, onStop);
      handle("TERM", SIGTERM, onStop);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signals cannot be handled", e);
    }
  }

  private void handle(String name, int number, Runnable onStop)
      throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object handler =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (_, _, _) -> {
              received(number, onStop);
              return null;
            });
    signalType
        .getMethod("handle", signalType, handlerType)
        .invoke(null, signalType.getConstructor(String.class).newInstance(name), handler);
  }

  private void received(int number, Runnable onStop) {
    if (received.getAndIncrement() == 0) {
      onStop.run();
    } else {
      Runtime.getRuntime().halt(128 + number);
    }
  }
}
