// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Hands records of {@code java.util.logging} to the SLF4J logger of the same name. */
public final class JulHandler extends Handler {

  private final SimpleFormatter formatter = new SimpleFormatter();

  /** For {@link java.util.logging.LogManager}. */
  public JulHandler() {}

  @Override
  public void publish(LogRecord record) {
    var logger = LoggerFactory.getLogger(Objects.requireNonNullElse(record.getLoggerName(), ""));
    var event = logger.atLevel(level(record)).setCause(record.getThrown());
    event.log(Objects.requireNonNullElse(formatter.formatMessage(record), ""));
  }

  private static Level level(LogRecord record) {
    int value = record.getLevel().intValue();
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {
    // every line is written at once
  }

  @Override
  public void close() {
    // the log outlives this handler
  }
}
