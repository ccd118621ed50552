// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger that writes to {@link Logging}; markers are not written. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1L;

  private final Level least;

  /**
   * Makes a logger.
   *
   * @param least the level below which it never writes, whatever is configured
   */
  LineLogger(String name, Level least) {
    this.name = name;
    this.least = least;
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= least.toInt() && Logging.isEnabled(level);
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String message,
      Object @Nullable [] arguments,
      @Nullable Throwable error) {
    write(System.currentTimeMillis(), level, message, arguments, List.of(), error);
  }

  @Override
  public void log(LoggingEvent event) {
    if (isEnabled(event.getLevel())) {
      List<KeyValuePair> fields =
          Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of());
      long time = event.getTimeStamp() == 0 ? System.currentTimeMillis() : event.getTimeStamp();
      write(
          time,
          event.getLevel(),
          event.getMessage(),
          event.getArgumentArray(),
          fields,
          event.getThrowable());
    }
  }

  private void write(
      long time,
      Level level,
      @Nullable String message,
      Object @Nullable [] arguments,
      List<KeyValuePair> fields,
      @Nullable Throwable error) {
    String template = String.valueOf(message);
    var formatted = MessageFormatter.arrayFormat(template, arguments);
    Throwable thrown = error == null ? formatted.getThrowable() : error;
    var entry = new Entry(time, level, name, formatted.getMessage(), fields, thrown);
    Logging.write(entry, template);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }
}
