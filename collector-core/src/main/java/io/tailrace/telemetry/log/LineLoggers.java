// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The loggers by name. Those of libraries write from WARN on whatever the configured level: what
 * netty and grpc say below that is about themselves.
 */
final class LineLoggers implements ILoggerFactory {

  private static final List<String> LIBRARIES =
      List.of(
          "io.netty.",
          "io.grpc.",
          "io.perfmark.",
          "com.",
          "org.",
          "java.",
          "javax.",
          "jdk.",
          "sun.");

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, n -> new LineLogger(n, leastLevel(n)));
  }

  private static Level leastLevel(String name) {
    for (String library : LIBRARIES) {
      if (name.startsWith(library)) {
        return Level.WARN;
      }
    }
    return Level.TRACE;
  }
}
