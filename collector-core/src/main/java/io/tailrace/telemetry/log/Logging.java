// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import org.slf4j.event.Level;

/**
 * The process's one log. It writes INFO and above to standard error until {@link #configure} says
 * otherwise.
 */
public final class Logging {

  private static volatile LogSink sink = new LogSink(LogConfig.DEFAULT);

  private Logging() {}

  /**
   * Writes logs another way from now on.
   *
   * @throws io.tailrace.component.ComponentException if an output cannot be opened; then nothing
   *     changes
   */
  public static synchronized void configure(LogConfig config) {
    LogSink previous = sink;
    sink = new LogSink(config);
    previous.close();
  }

  static boolean isEnabled(Level level) {
    return sink.isEnabled(level);
  }

  static void write(Entry entry, String template) {
    sink.write(entry, template);
  }
}
