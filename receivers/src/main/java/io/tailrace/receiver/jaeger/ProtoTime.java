// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.otlp.MalformedOtlpException;

/**
 * Reads {@code google.protobuf.Timestamp} and {@code Duration} within the limits that their
 * definitions set: what is beyond becomes 0. Belongs to one thread.
 */
final class ProtoTime {

  private static final int SECONDS = 0x08;
  private static final int NANOS = 0x10;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** From the year 1 to the end of the year 9999. */
  private static final long MIN_SECONDS = -62_135_596_800L;

  private static final long MAX_SECONDS = 253_402_300_799L;

  /** What fits into nanoseconds: the collector can hold no more. */
  private static final long MAX_DURATION_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND;

  private final ProtoReader in;
  private long seconds;
  private long nanos;

  ProtoTime(ProtoReader in) {
    this.in = in;
  }

  /** Reads a {@code Timestamp} that ends at {@code end}, as nanoseconds since the epoch. */
  long timestamp(JaegerSpan span, int end) throws MalformedOtlpException {
    read(end);
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos >= NANOS_PER_SECOND) {
      span.impossibleTimes++;
      return 0;
    }
    return seconds * NANOS_PER_SECOND + nanos;
  }

  /** Reads a {@code Duration} that ends at {@code end}, in nanoseconds. */
  long duration(JaegerSpan span, int end) throws MalformedOtlpException {
    read(end);
    if (Math.abs(nanos) >= NANOS_PER_SECOND
        || seconds < -MAX_DURATION_SECONDS
        || seconds > MAX_DURATION_SECONDS
        || seconds > 0 && nanos < 0
        || seconds < 0 && nanos > 0) {
      span.impossibleTimes++;
      return 0;
    }
    return seconds * NANOS_PER_SECOND + nanos;
  }

  private void read(int end) throws MalformedOtlpException {
    seconds = 0;
    nanos = 0;
    while (in.position < end) {
      int tag = in.tag(end);
      switch (tag) {
        case SECONDS -> seconds = in.varint(end);
        case NANOS -> nanos = (int) in.varint(end);
        default -> in.skip(tag, end);
      }
    }
  }
}
