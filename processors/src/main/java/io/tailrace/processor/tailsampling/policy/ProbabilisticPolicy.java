// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * {@code probabilistic}: samples a share of the traces, chosen by the trace ID alone.
 *
 * <p>Bit-exact with the collector: FNV-1a (64 bits) over the salt and the 16 bytes of the ID is
 * compared with a threshold that Go computes in floating point with a mantissa of 64 bits. With the
 * gate {@code usetracestate} and a trace that carries {@code rv} or {@code th}, the trace is
 * sampled if its randomness is at least the OpenTelemetry rejection threshold (56 bits).
 */
public final class ProbabilisticPolicy extends Policy {

  /** The salt of an empty {@code hash_salt} (source: the collector). */
  static final String DEFAULT_SALT = "default-hash-seed";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long RANDOMNESS_MASK = (1L << 56) - 1;
  private static final BigInteger MAX_UINT64 =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final long saltHash;
  private final long hashThreshold;
  private final long rejectionThreshold;

  /**
   * Makes one.
   *
   * @param percentage 0 or less samples nothing, 100 or more everything
   * @param salt empty for the default
   */
  ProbabilisticPolicy(String name, double percentage, String salt) {
    super(name);
    byte[] saltBytes = (salt.isEmpty() ? DEFAULT_SALT : salt).getBytes(StandardCharsets.UTF_8);
    long hash = FNV_OFFSET;
    for (byte b : saltBytes) {
      hash = fnv(hash, b);
    }
    saltHash = hash;
    hashThreshold = hashThreshold(percentage);
    rejectionThreshold = rejectionThreshold(percentage);
  }

  /** The largest hash that is sampled, unsigned. */
  static long hashThreshold(double percentage) {
    double ratio = percentage / 100;
    if (ratio <= 0) {
      return 0;
    }
    if (ratio >= 1) {
      return -1L;
    }
    BigDecimal product = new BigDecimal(MAX_UINT64).multiply(new BigDecimal(ratio));
    return roundToMantissa64(product).longValue();
  }

  /** Rounds to 64 significant bits, half to even, and cuts off what is behind the point. */
  private static BigInteger roundToMantissa64(BigDecimal value) {
    int integerBits = value.toBigInteger().bitLength();
    int shift = 64 - integerBits;
    BigDecimal scale = new BigDecimal(BigInteger.ONE.shiftLeft(shift));
    BigInteger mantissa =
        value
            .multiply(scale, MathContext.UNLIMITED)
            .setScale(0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return mantissa.shiftRight(shift);
  }

  /** The rejection threshold {@code T} of 56 bits; 2^56 if nothing is sampled. */
  static long rejectionThreshold(double percentage) {
    double ratio = Math.clamp(percentage / 100, 0.0, 1.0);
    return (1L << 56) - (long) Math.rint(ratio * 0x1p56);
  }

  /** The hash of a trace ID: unsigned, 64 bits. */
  long hash(long idHigh, long idLow) {
    long hash = saltHash;
    for (int shift = 56; shift >= 0; shift -= 8) {
      hash = fnv(hash, (byte) (idHigh >>> shift));
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
      hash = fnv(hash, (byte) (idLow >>> shift));
    }
    return hash;
  }

  private static long fnv(long hash, byte next) {
    return (hash ^ (next & 0xFF)) * FNV_PRIME;
  }

  @Override
  public Vote vote(TraceFacts trace) {
    return isSampled(trace) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }

  private boolean isSampled(TraceFacts trace) {
    if (trace.randomness == TraceFacts.NO_TRACE_STATE) {
      return Long.compareUnsigned(hash(trace.idHigh, trace.idLow), hashThreshold) <= 0;
    }
    long randomness =
        trace.randomness == TraceFacts.FROM_TRACE_ID
            ? trace.idLow & RANDOMNESS_MASK
            : trace.randomness;
    return rejectionThreshold <= randomness;
  }

  @Override
  public long threshold() {
    return rejectionThreshold;
  }
}
