// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

import io.tailrace.otlp.SpanIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions that policies put to spans, as bits of a trace: evaluated once, when a span is
 * appended. Equal conditions of several policies share a bit.
 */
public final class SpanPredicates {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** By status code: the bits of the conditions that it satisfies. */
  private final long[] statusBits;

  /** Three numbers a window: shortest (exclusive) and longest duration in ms, bit. */
  private final long[] windows;

  private SpanPredicates(long[] statusBits, long[] windows) {
    this.statusBits = statusBits;
    this.windows = windows;
  }

  /**
   * The bits of a trace after one more span.
   *
   * @param before the bits so far
   * @param statusCode the span's status code, as {@link SpanIndex#statusCode}
   * @param earliest the earliest start of the trace, this span included, ns since the epoch
   * @param latest the latest end of the trace, this span included, ns since the epoch
   */
  public long afterSpan(long before, int statusCode, long earliest, long latest) {
    long bits = before | statusBits[statusCode];
    if (windows.length > 0) {
      bits |= durationBits(bits, earliest, latest);
    }
    return bits;
  }

  /**
   * The collector looks at the duration after every span, in the order of arrival, and the first
   * prefix within the window decides: a trace that outgrows its upper bound stays sampled. A time
   * is read as a signed number of nanoseconds, as Go's {@code time.Unix} does (v0.164).
   */
  private long durationBits(long before, long earliest, long latest) {
    long millis = (latest - earliest) / NANOS_PER_MILLI;
    long bits = 0;
    for (int i = 0; i < windows.length; i += 3) {
      if (millis > windows[i] && millis <= windows[i + 1]) {
        bits |= windows[i + 2];
      }
    }
    return before | bits;
  }

  /** Collects conditions and gives each its bit. */
  static final class Builder {

    private final List<Object> conditions = new ArrayList<>();

    private record Status(int codes) {}

    private record Duration(long overMillis, long upToMillis) {}

    /** The bit of "the status code of some span is in {@code codes}", a set of bits by code. */
    long status(int codes) {
      return bitOf(new Status(codes));
    }

    /** The bit of "the duration is over one and at most another number of milliseconds". */
    long duration(long overMillis, long upToMillis) {
      return bitOf(new Duration(overMillis, upToMillis));
    }

    private long bitOf(Object condition) {
      int number = conditions.indexOf(condition);
      if (number < 0) {
        number = conditions.size();
        if (number == Long.SIZE) {
          throw new IllegalArgumentException(
              "policies: more than " + Long.SIZE + " different conditions on spans");
        }
        conditions.add(condition);
      }
      return 1L << number;
    }

    SpanPredicates build() {
      long[] status = new long[SpanIndex.STATUS_OTHER + 1];
      var windows = new ArrayList<Long>();
      for (int i = 0; i < conditions.size(); i++) {
        long bit = 1L << i;
        switch (conditions.get(i)) {
          case Status(int codes) -> {
            for (int code = 0; code < status.length; code++) {
              status[code] |= (codes >> code & 1) != 0 ? bit : 0;
            }
          }
          case Duration(long over, long upTo) -> windows.addAll(List.of(over, upTo, bit));
          default -> throw new AssertionError(conditions.get(i));
        }
      }
      return new SpanPredicates(status, windows.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
