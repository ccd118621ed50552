// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigValue.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads typed values out of scalars, and says what would have been right. */
final class ScalarReader {

  static final String EXPECTED_DURATION = "a duration with a unit, such as 200ms, 10s or 1h30m";

  private ScalarReader() {}

  static Optional<Boolean> bool(Scalar scalar) {
    return scalar.type() == ScalarType.BOOLEAN
        ? Optional.of(scalar.text().toLowerCase(Locale.ROOT).equals("true"))
        : Optional.empty();
  }

  /** An integer, also one that is written as {@code 1e3}. */
  static Optional<Long> integer(Scalar scalar, long min, long max) {
    BigInteger value;
    try {
      value =
          switch (scalar.type()) {
            case INTEGER -> ScalarType.integer(scalar.text());
            case FLOAT -> new BigDecimal(scalar.text().replace("_", "")).toBigIntegerExact();
            case STRING, BOOLEAN, NULL -> throw new NumberFormatException(scalar.text());
          };
    } catch (ArithmeticException | NumberFormatException _) {
      return Optional.empty();
    }
    if (value.bitLength() > 63 || value.longValue() < min || value.longValue() > max) {
      return Optional.empty();
    }
    return Optional.of(value.longValue());
  }

  static Optional<Double> number(Scalar scalar, double min, double max) {
    if (scalar.type() != ScalarType.INTEGER && scalar.type() != ScalarType.FLOAT) {
      return Optional.empty();
    }
    double value = ScalarType.number(scalar.text());
    return value >= min && value <= max ? Optional.of(value) : Optional.empty();
  }

  static Optional<Duration> duration(Scalar scalar) {
    return GoDuration.parse(scalar.text()).filter(duration -> !duration.isNegative());
  }

  static String expectedInteger(long min, long max) {
    if (max == Long.MAX_VALUE) {
      return min == Long.MIN_VALUE ? "an integer" : "an integer >= " + min;
    }
    return "an integer from " + min + " to " + max;
  }

  static String expectedNumber(double min, double max) {
    if (max == Double.POSITIVE_INFINITY || max == Double.MAX_VALUE) {
      boolean unbounded = min == Double.NEGATIVE_INFINITY || min == -Double.MAX_VALUE;
      return unbounded ? "a number" : "a number >= " + plain(min);
    }
    return "a number from " + plain(min) + " to " + plain(max);
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  static String unknownChoice(Scalar scalar, Collection<String> words) {
    return scalar.shown()
        + " (expected: "
        + oneOf(words)
        + ")"
        + Spelling.suggestion(scalar.text(), words);
  }

  /** {@code a, b or c}. */
  static String oneOf(Collection<String> words) {
    List<String> sorted = words.stream().map(w -> w.isEmpty() ? "\"\"" : w).sorted().toList();
    return switch (sorted.size()) {
      case 0 -> "nothing";
      case 1 -> sorted.getFirst();
      default ->
          String.join(", ", sorted.subList(0, sorted.size() - 1)) + " or " + sorted.getLast();
    };
  }
}
