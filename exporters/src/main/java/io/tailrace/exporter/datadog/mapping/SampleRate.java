// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/**
 * The probability with which a span was sampled, out of its {@code tracestate}: {@code ot=th:}
 * (OpenTelemetry's threshold) or the older {@code ot=p:} (powers of two).
 */
final class SampleRate {

  /** The tracestate says nothing of it. */
  static final double UNKNOWN = -1;

  private static final int THRESHOLD_DIGITS = 14;
  private static final double RANGE = 0x1p56;
  private static final int NEVER = 63;

  private SampleRate() {}

  /** The rate within {@code (0, 1]}, or {@link #UNKNOWN}. */
  static double of(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int p = offset; p < end; ) {
      int member = p;
      while (p < end && bytes[p] != ',') {
        p++;
      }
      while (member < p && (bytes[member] == ' ' || bytes[member] == '\t')) {
        member++;
      }
      if (p - member > 3
          && bytes[member] == 'o'
          && bytes[member + 1] == 't'
          && bytes[member + 2] == '=') {
        return otel(bytes, member + 3, p);
      }
      p++;
    }
    return UNKNOWN;
  }

  private static double otel(byte[] bytes, int from, int to) {
    double older = UNKNOWN;
    for (int p = from; p < to; ) {
      int field = p;
      while (p < to && bytes[p] != ';') {
        p++;
      }
      if (p - field > 3
          && bytes[field] == 't'
          && bytes[field + 1] == 'h'
          && bytes[field + 2] == ':') {
        return threshold(bytes, field + 3, p);
      }
      if (p - field > 2 && bytes[field] == 'p' && bytes[field + 1] == ':') {
        older = power(bytes, field + 2, p);
      }
      p++;
    }
    return older;
  }

  private static double threshold(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    if (end - from > THRESHOLD_DIGITS || end == from) {
      return UNKNOWN;
    }
    long rejected = 0;
    for (int i = 0; i < THRESHOLD_DIGITS; i++) {
      int digit = from + i < end ? Character.digit(bytes[from + i], 16) : 0;
      if (digit < 0) {
        return UNKNOWN;
      }
      rejected = rejected << 4 | digit;
    }
    return 1 - rejected / RANGE;
  }

  private static double power(byte[] bytes, int from, int to) {
    int p = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(bytes[i], 10);
      if (digit < 0 || p > NEVER) {
        return UNKNOWN;
      }
      p = p * 10 + digit;
    }
    return p < NEVER ? Math.scalb(1.0, -p) : UNKNOWN;
  }
}
