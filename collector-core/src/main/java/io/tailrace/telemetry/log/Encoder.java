// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** Turns entries into lines as zap's console and JSON encoders do. Thread-safe. */
final class Encoder {

  private static final long DAY_MILLIS = 86_400_000;

  private final LogConfig config;

  Encoder(LogConfig config) {
    this.config = config;
  }

  /** The line, with a line feed at its end. */
  String encode(Entry entry) {
    var out = new StringBuilder(160);
    switch (config.encoding()) {
      case CONSOLE -> console(out, entry);
      case JSON -> json(out, entry);
    }
    return out.append('\n').toString();
  }

  private void console(StringBuilder out, Entry entry) {
    appendTime(out, entry.unixMillis());
    out.append('\t');
    out.append(word(entry.level())).append('\t');
    if (config.nameShown()) {
      out.append(entry.logger()).append('\t');
    }
    appendOneLine(out, entry.message());
    var fields = new StringBuilder("{");
    appendFields(fields, entry);
    if (fields.length() > 1) {
      out.append('\t').append(fields).append('}');
    }
    if (showsStackTrace(entry)) {
      out.append('\n').append(stackTrace(entry));
    }
  }

  /**
   * {@code 2023-11-14T22:13:20.123Z}; by hand, because {@code DateTimeFormatter} would be the most
   * expensive class that the start of the process loads.
   */
  private static void appendTime(StringBuilder out, long unixMillis) {
    long inDay = Math.floorMod(unixMillis, DAY_MILLIS);
    out.append(LocalDate.ofEpochDay(Math.floorDiv(unixMillis, DAY_MILLIS)));
    appendNumber(out, 'T', inDay / 3_600_000, 2);
    appendNumber(out, ':', inDay / 60_000 % 60, 2);
    appendNumber(out, ':', inDay / 1000 % 60, 2);
    appendNumber(out, '.', inDay % 1000, 3);
    out.append('Z');
  }

  private static void appendNumber(StringBuilder out, char before, long number, int digits) {
    String text = Long.toString(number);
    out.append(before).repeat('0', digits - text.length()).append(text);
  }

  private void json(StringBuilder out, Entry entry) {
    out.append('{');
    JsonText.appendKey(out, "level");
    JsonText.appendString(out, word(entry.level()));
    JsonText.appendKey(out, "ts");
    long millis = entry.unixMillis();
    out.append(millis / 1000);
    appendNumber(out, '.', millis % 1000, 3);
    if (config.nameShown()) {
      JsonText.appendKey(out, "logger");
      JsonText.appendString(out, entry.logger());
    }
    JsonText.appendKey(out, "msg");
    JsonText.appendString(out, entry.message());
    appendFields(out, entry);
    if (showsStackTrace(entry)) {
      JsonText.appendKey(out, "stacktrace");
      JsonText.appendString(out, stackTrace(entry));
    }
    out.append('}');
  }

  private void appendFields(StringBuilder out, Entry entry) {
    config
        .initialFields()
        .forEach(
            (key, value) -> {
              JsonText.appendKey(out, key);
              JsonText.appendString(out, value);
            });
    for (KeyValuePair field : entry.fields()) {
      JsonText.appendKey(out, field.key);
      JsonText.appendValue(out, field.value);
    }
    if (entry.error() != null) {
      JsonText.appendKey(out, "error");
      JsonText.appendString(out, entry.error().toString());
    }
  }

  private boolean showsStackTrace(Entry entry) {
    Level least = config.development() ? Level.WARN : Level.ERROR;
    return config.stackTraces() && entry.error() != null && entry.level().toInt() >= least.toInt();
  }

  private static String stackTrace(Entry entry) {
    var text = new StringWriter();
    if (entry.error() != null) {
      entry.error().printStackTrace(new PrintWriter(text));
    }
    return text.toString().stripTrailing();
  }

  /** What senders say may stand in a message: it must not look like a line of its own. */
  private static void appendOneLine(StringBuilder out, String message) {
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\u001B' -> out.append("\\u001b");
        default -> out.append(c);
      }
    }
  }

  private static String word(Level level) {
    return switch (level) {
      case ERROR -> "error";
      case WARN -> "warn";
      case INFO -> "info";
      case DEBUG, TRACE -> "debug";
    };
  }
}
