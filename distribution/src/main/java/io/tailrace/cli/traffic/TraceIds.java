// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

/**
 * Trace and span IDs that carry what the trace is, so that whoever receives a span can tell which
 * one it is without having seen it sent.
 *
 * <p>The last eight bytes of a trace ID are a 64-bit word sent through an invertible mix, the first
 * eight are a second mix of the last. So the IDs look random to every sampler that hashes or
 * compares them, and an ID that was not made here is recognised as foreign.
 *
 * <pre>
 *  63      48 47  46 45     41 40                    0
 * +----------+------+---------+-----------------------+
 * |   run    | kind | spans-1 |       sequence        |
 * +----------+------+---------+-----------------------+
 * </pre>
 *
 * <p>The ID of span {@code n} is the mix of the trace ID's last eight bytes XOR {@code n + 1}.
 */
public final class TraceIds {

  /** The largest number of spans of a trace. */
  public static final int MAX_SPANS = 28;

  /** The largest run number. */
  public static final int MAX_RUN = 0xFFFF;

  private static final int SEQUENCE_BITS = 41;
  private static final int SPANS_BITS = 5;
  private static final int KIND_BITS = 2;
  private static final int KIND_SHIFT = SEQUENCE_BITS + SPANS_BITS;
  private static final int RUN_SHIFT = KIND_SHIFT + KIND_BITS;
  private static final long HIGH_KEY = 0x9E3779B97F4A7C15L;

  private TraceIds() {}

  /**
   * The last eight bytes of a trace ID, big-endian.
   *
   * @param run tells runs apart, in [1, {@link #MAX_RUN}]
   * @param spans how many spans the trace has, in [1, {@link #MAX_SPANS}]
   * @param sequence the number of the trace within the run, in [0, 2^41)
   */
  public static long low(int run, TraceKind kind, int spans, long sequence) {
    return mix(
        ((long) run << RUN_SHIFT)
            | ((long) kind.ordinal() << KIND_SHIFT)
            | ((long) (spans - 1) << SEQUENCE_BITS)
            | sequence);
  }

  /** The first eight bytes of the trace ID that ends with {@code low}, big-endian. */
  public static long high(long low) {
    return mix(low ^ HIGH_KEY);
  }

  /** Whether the trace ID was made by {@link #low} and {@link #high} for this run. */
  public static boolean isOfRun(int run, long high, long low) {
    long word = unmix(low);
    return high == high(low)
        && (int) (word >>> RUN_SHIFT) == run
        && (word >>> KIND_SHIFT & 3) < 3
        && (word >>> SEQUENCE_BITS & 31) < MAX_SPANS;
  }

  /** The kind of the trace. */
  public static TraceKind kind(long low) {
    return TraceKind.of((int) (unmix(low) >>> KIND_SHIFT) & 3);
  }

  /** How many spans the trace has. */
  public static int spans(long low) {
    return ((int) (unmix(low) >>> SEQUENCE_BITS) & 31) + 1;
  }

  /** The number of the trace within its run. */
  public static long sequence(long low) {
    return unmix(low) & ((1L << SEQUENCE_BITS) - 1);
  }

  /** The ID of span {@code n} of the trace, big-endian. */
  public static long spanId(long low, int n) {
    return mix(low ^ (n + 1));
  }

  /** Which span of the trace has this ID; a number outside [0, spans) if none has. */
  public static long spanNumber(long low, long spanId) {
    return (unmix(spanId) ^ low) - 1;
  }

  /** A number in [0, 1) that depends on the sequence alone and is spread evenly. */
  public static double fraction(long sequence) {
    return (mix(sequence + HIGH_KEY) >>> 11) * 0x1p-53;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014; Stafford's variant 13): a bijection. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The inverse of {@link #mix}: the same steps backwards, with the factors' inverses. */
  static long unmix(long value) {
    long z = value;
    z = (z ^ (z >>> 31) ^ (z >>> 62)) * 0x319642B2D24D8EC3L;
    z = (z ^ (z >>> 27) ^ (z >>> 54)) * 0x96DE1B173F119089L;
    return z ^ (z >>> 30) ^ (z >>> 60);
  }
}
