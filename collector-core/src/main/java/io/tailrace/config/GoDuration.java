// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * Durations as Go writes them: {@code 1h30m}, {@code 1.5s}, {@code 200ms}, {@code 0} (source: Go's
 * {@code time.ParseDuration}).
 */
public final class GoDuration {

  private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /**
   * Parses a duration.
   *
   * @return the duration, possibly negative; empty if {@code text} is none or does not fit into 64
   *     bits of nanoseconds
   */
  public static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    String body = negative || text.startsWith("+") ? text.substring(1) : text;
    if (body.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < body.length()) {
      int unitAt = skip(body, at, true);
      int end = skip(body, unitAt, false);
      long unit = unitNanos(body.substring(unitAt, end));
      String number = body.substring(at, unitAt);
      if (unit == 0 || !isDecimal(number)) {
        return Optional.empty();
      }
      nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(unit)));
      at = end;
    }
    if (at == 0 || nanos.compareTo(MAX_NANOS) > 0) {
      return Optional.empty();
    }
    var duration = Duration.ofNanos(nanos.longValue());
    return Optional.of(negative ? duration.negated() : duration);
  }

  /** Where the run of number characters, or of others, that starts at {@code from} ends. */
  private static int skip(String text, int from, boolean number) {
    int at = from;
    while (at < text.length() && isNumberChar(text.charAt(at)) == number) {
      at++;
    }
    return at;
  }

  private static boolean isNumberChar(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  private static boolean isDecimal(String number) {
    int dot = number.indexOf('.');
    return !number.isEmpty() && !number.equals(".") && dot == number.lastIndexOf('.');
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "\u00b5s", "\u03bcs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 0L;
    };
  }
}
